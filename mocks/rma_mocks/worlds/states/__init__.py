"""What a world is at a moment: put aside, brought back, forked, compared in words."""
