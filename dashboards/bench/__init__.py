"""What `make bench` measures, each against a fixed program that does the same in the plainest way."""
