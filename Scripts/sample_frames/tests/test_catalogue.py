"""The airframes a seed gives: repeatable, buildable, and twins that differ in one thing. Needs numpy only."""

import unittest
from dataclasses import fields

import numpy as np

from sample_frames import catalogue, designs

SEEDS = range(1, 13)
WASHER = 1.42  # of the head's radius, as fasteners.WASHER_RADIUS


def differing(one, two):
    return {f.name for f in fields(one) if getattr(one, f.name) != getattr(two, f.name)} - {"name", "note"}


class Library(unittest.TestCase):
    def test_a_seed_gives_the_same_library_again_and_another_seed_another(self):
        self.assertEqual(catalogue.library(3, 8), catalogue.library(3, 8))
        self.assertNotEqual(catalogue.library(3, 8), catalogue.library(4, 8))

    def test_more_airframes_leave_the_first_ones_as_they_are(self):
        self.assertEqual(catalogue.library(1, 12)[:8], catalogue.library(1, 8))

    def test_names_are_unique(self):
        self.assertEqual(len({d.name for d in catalogue.library(1, 40)}), 40)

    def test_twins_differ_in_one_detail(self):
        for seed in SEEDS:
            library = {d.name: d for d in catalogue.library(seed, 8)}
            twins = [(library[n], library[n[:-2] + "-2"]) for n in library if n.endswith("-1")]
            self.assertEqual(len(twins), 2, f"seed {seed}")
            self.assertEqual([differing(*t) for t in twins], [{"face"}, {"raceways"}], f"seed {seed}")
            one, two = (t.face.rings for t in twins[0])
            self.assertEqual((one[0].pattern.count, one[1:]), (two[0].pattern.count + 1, two[1:]), f"seed {seed}")

    def test_bolts_of_a_ring_do_not_touch_and_stay_on_the_face(self):
        for seed in SEEDS:
            for design in catalogue.library(seed, 10):
                for ring in design.face.rings:
                    about = f"seed {seed}, {design.name}, {ring.name}"
                    angles = np.sort(np.array(ring.pattern.angles) % (2 * np.pi))
                    nearest = np.min(np.diff(np.append(angles, angles[0] + 2 * np.pi)))
                    self.assertGreater(2 * ring.radius * np.sin(nearest / 2), 2 * WASHER * ring.fastener.radius, about)
                    reach = np.hypot(*ring.centre) + ring.radius + WASHER * ring.fastener.radius
                    self.assertLess(reach, design.radius, about)
                    self.assertTrue(5 <= ring.pattern.count <= 24, about)


class Patterns(unittest.TestCase):
    def test_places_and_bolts(self):
        self.assertEqual((designs.even(7).count, designs.even(7).slots), (7, 7))
        self.assertEqual((designs.gapped(12, [3, 4]).count, designs.gapped(12, [3, 4]).slots), (10, 12))
        self.assertEqual(designs.paired(5, 0.1).count, 10)
        self.assertEqual(designs.irregular([0, 100, 250]).count, 3)


if __name__ == "__main__":
    unittest.main()
