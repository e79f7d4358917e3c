"""The demo: a sample school in a throw-away folder, and simulated readers with real drivers."""
