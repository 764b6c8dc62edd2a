"""Sample listings in wire shape and the offline transport that serves them; never opens a connection, never knows a catalogue."""
