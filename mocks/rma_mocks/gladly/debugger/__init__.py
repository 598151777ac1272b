"""The Lookup Adaptor Debugger: play Gladly's lookups against an app for real, and change no profile by it."""
