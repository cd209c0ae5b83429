"""Reads of data sets."""
