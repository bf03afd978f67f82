"""Selects the tests of Remnant's binary keypoint descriptor by boosting on pairs of patches that it makes itself.

Read in the order of the data: sources and procedural (pictures), imaging and pairs (two views of a picture),
keypoints and patches (what is described), boosting (the selection), evaluation and peers (how good it is),
writing (the Swift table and the page of figures).
"""
