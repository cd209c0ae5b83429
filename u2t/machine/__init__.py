"""What makes the platform run on a bare machine: environment, private servers, supervisor.

Only the standard library is imported here: this code runs before anything is installed.
"""
