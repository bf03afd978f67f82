"""Run: Scripts/train-descriptor --test"""
import json
import tempfile
import unittest
from pathlib import Path

import numpy as np

from descriptor_training import boosting, dataset, evaluation, imaging, keypoints, pairs, patches, procedural, writing

SEED = 3


def textured(width: int = 320, height: int = 240) -> np.ndarray:
    rng = np.random.default_rng(SEED)
    return imaging.to_bytes(procedural.fitted(procedural.noise(rng, 1.2, (height, width)), rng))


class PatchTests(unittest.TestCase):
    def setUp(self):
        self.rng = np.random.default_rng(SEED)
        self.patches = self.rng.integers(0, 256, (5, 32, 32)).astype(np.uint8)

    def test_box_sums_equal_plain_sums(self):
        sums = patches.BoxSums(self.patches)
        for x, y, r in ((0, 0, 0), (31, 31, 0), (7, 7, 7), (24, 24, 7), (10, 20, 3)):
            plain = self.patches[:, y - r : y + r + 1, x - r : x + r + 1].astype(int).sum((1, 2))
            np.testing.assert_array_equal(sums.sums(x, y, r), plain)

    def test_random_tests_lie_inside_the_patch(self):
        rows = patches.random_tests(self.rng, 5000)
        radius = rows[:, 4:5]
        self.assertTrue((rows[:, :4] >= radius).all() and (rows[:, :4] + radius <= 31).all())
        self.assertFalse(((rows[:, 0] == rows[:, 2]) & (rows[:, 1] == rows[:, 3])).any())

    def test_spread_is_512_standard_deviations(self):
        expected = self.patches.reshape(5, -1).std(1) * 512
        np.testing.assert_allclose(patches.spread_of(self.patches), expected, atol=2)
        self.assertEqual(patches.spread_of(np.full((1, 32, 32), 77, np.uint8))[0], 0)

    def test_scaled_bits_survive_half_contrast(self):
        rows = patches.random_tests(self.rng, 256)
        rows[:, 5] = self.rng.integers(0, 3000, 256)
        even = self.patches // 2 * 2
        tests = patches.Tests(rows, scaled=True)
        changed = np.bitwise_count(patches.describe(even, tests) ^ patches.describe(even // 2 + 9, tests)).sum(1)
        self.assertLess(changed.max(), 8)

    def test_bit_order_is_test_modulo_64(self):
        rows = np.zeros((128, 6), np.int32)
        rows[:, 2] = 1
        patch = np.zeros((1, 32, 32), np.uint8)
        patch[0, 0, 0] = 9
        rows[70, 5] = 9  # alone does not fire: 9 > 9 is false
        words = patches.describe(patch, patches.Tests(rows, scaled=False))
        self.assertEqual([int(w) for w in words[0]], [2**64 - 1, (2**64 - 1) ^ (1 << 6)])

    def test_upright_patch_of_size_32_is_the_image(self):
        image = textured()
        points = keypoints.Keypoints(*(np.array([v]) for v in (100.5, 80.5, 32.0, 0.0)))
        np.testing.assert_array_equal(patches.sample(image, points)[0], image[65:97, 85:117])

    def test_quarter_turn_of_the_keypoint_turns_the_patch(self):
        image = textured()
        points = keypoints.Keypoints(*(np.array([v]) for v in (100.5, 80.5, 32.0, np.pi / 2)))
        # The patch's x axis points down the image.
        np.testing.assert_array_equal(patches.sample(image, points)[0], np.rot90(image[65:97, 85:117], 1))


class GeometryTests(unittest.TestCase):
    def test_pyramid_keeps_places(self):
        y, x = np.mgrid[0:96, 0:96].astype(np.float32)
        for scale, level in imaging.pyramid(x, 4):
            column = np.arange(level.shape[1])
            np.testing.assert_allclose(level[3], (column + 0.5) * scale - 0.5, atol=1e-3)

    def test_transported_follows_a_similarity(self):
        move = pairs.translation(30, 5) @ np.diag([2.0, 2.0, 1]) @ pairs.rotation(0.4)
        points = keypoints.Keypoints(*(np.array([v]) for v in (50.0, 60.0, 40.0, 1.0)))
        there = dataset.transported(points, move)
        np.testing.assert_allclose([there.size[0], there.angle[0]], [80, 1.4], rtol=1e-6)

    def test_detector_repeats_under_a_quarter_turn(self):
        image = textured(240, 240)
        a, b = keypoints.detect(image, 200), keypoints.detect(np.rot90(image).copy(), 200)
        turned = np.array([[0, 1, 0], [-1, 0, 239], [0, 0, 1.0]])
        found, _ = dataset.correspond(a, b, turned)
        self.assertGreater(len(found), 0.7 * len(a), f"seed {SEED}")


class ExtractorTests(unittest.TestCase):
    def test_reads_the_strongest_keypoints_of_an_extractor(self):
        rows = [dict(x=1.5, y=2, size=40, angle=0.5, response=1), dict(x=7, y=8, size=64, angle=3, response=9)]
        with tempfile.TemporaryDirectory() as folder:
            stub = Path(folder) / "remnant"
            stub.write_text(f"#!/bin/sh\ncat <<'END'\n{json.dumps(dict(keypoints=rows))}\nEND\n")
            stub.chmod(0o755)
            found = keypoints.keypoints(textured(), 1, str(stub))
        self.assertEqual((found.x[0], found.y[0], found.size[0], found.angle[0]), (7, 8, 64, 3))


class SelectionTests(unittest.TestCase):
    def training(self, count: int = 128) -> dataset.TrainingSet:
        rng = np.random.default_rng(SEED)
        base = np.stack([imaging.blurred(rng.normal(0, 1, (32, 32)), 2) for _ in range(count)])
        a = imaging.to_bytes(128 + 250 * base)
        b = imaging.to_bytes(128 + 250 * base + rng.normal(0, 12, base.shape))
        places = rng.uniform(0, 600, (2, count))
        return dataset.TrainingSet(a, b, np.arange(count) // 64, *places, np.ones(count))

    def test_same_seed_same_tests(self):
        data = self.training()
        runs = [boosting.select(data, boosting.Strategy("x"), 16, 256, 5).rows for _ in range(2)]
        np.testing.assert_array_equal(*runs)

    def test_selection_beats_random_tests(self):
        data = self.training()

        def margin(strategy: boosting.Strategy) -> float:
            tests = boosting.select(data, strategy, 64, 512, 5)
            distance = evaluation.hamming(patches.describe(data.a, tests), patches.describe(data.b, tests))
            partners = np.diag(distance).copy()
            np.fill_diagonal(distance, np.inf)
            return float((distance.min(1) - partners).mean())

        self.assertGreater(margin(boosting.Strategy("x")), 1.2 * margin(boosting.Strategy("x", loss="none")))

    def test_chosen_tests_obey_the_definition(self):
        rows = boosting.select(self.training(), boosting.Strategy("x"), 64, 256, 5).rows
        radius = rows[:, 4:5]
        self.assertTrue((rows[:, :4] >= radius).all() and (rows[:, :4] + radius <= 31).all())
        self.assertTrue((rows[:, 4] <= 7).all() and (rows[:, 5] >= 0).all() and (rows[:, 5] <= 32_767).all())


class FiguresTests(unittest.TestCase):
    def test_average_precision(self):
        right = np.array([True, False, True])
        self.assertAlmostEqual(evaluation.average_precision(right, np.array([0.1, 0.2, 0.3]), 2), (1 + 2 / 3) / 2)

    def test_hamming(self):
        a, b = np.array([[0b1011, 0]], np.uint64), np.array([[0b0001, 1], [0b1011, 0]], np.uint64)
        np.testing.assert_array_equal(evaluation.hamming(a, b), [[3, 0]])

    def test_swift_table_holds_every_number(self):
        rows = np.arange(12).reshape(2, 6)
        text = writing.swift(patches.Tests(rows, scaled=True), "--seed 1", "summary")
        self.assertIn("    6, 7, 8, 9, 10, 11,\n", text)
        self.assertIn("count = 2", text)


if __name__ == "__main__":
    unittest.main()
