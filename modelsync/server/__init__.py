"""What a server process shares, and its door: settings and service, the entrance, the garbage collector's threshold."""
