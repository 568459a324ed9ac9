"""The geometry of running from points on a video frame. Numbers in, numbers out. Pure.

Image pixels: x grows to the right, y grows downwards. Angles are in degrees. Every function says
which way is positive and where its formula comes from; the codes are those of evidence base 3.2.
"""
