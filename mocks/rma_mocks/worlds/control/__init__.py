"""The control API under `/_mock`, one module a subject."""
