"""What every screen stands on: theme, words, window, the worker thread, scans, sounds, widgets."""
