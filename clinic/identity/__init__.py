"""How the clinic looks: its colours, its pictures, the face of its clocks."""
