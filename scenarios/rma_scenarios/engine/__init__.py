"""Play a case: act, settle, look, judge; over HTTP only, always within a deadline."""
