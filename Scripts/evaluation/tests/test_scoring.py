"""The scoring, on cases small enough to count by hand. Needs numpy only."""

import unittest

import numpy as np

from evaluation import cli, edges, measure, pairs, rims, scoring
from evaluation.programs import Failed
from evaluation.truthset import Picture, counts


def bolt(x, y, radius=6.0, ring="rim", visible=True, index=0, **more):
    return {"id": f"{ring}/{index}", "x": x, "y": y, "ring": ring, "visible": visible, "radius_px": radius, **more}


def spot(x, y, score=1.0):
    return {"x": x, "y": y, "radius": 5.0, "score": score}


def picture(bolts, rings=None, path="footage/a/001.jpg", system="flint"):
    part, group = path.split("/")[:2]
    return Picture(path, part, group, system, bolts, rings or {})


class Edges(unittest.TestCase):
    def test_areas_and_factors(self):
        found = edges.figures({"right": [2.0, 1.0, None], "displaced": [0.0, -1.0], "other design": [1.5, None]})
        self.assertEqual(found["right maps"], 3)
        self.assertAlmostEqual(found["AUC against displaced"], 5.5 / 6)
        self.assertAlmostEqual(found["AUC against other design"], 3.5 / 6)
        self.assertAlmostEqual(found["mean factor, displaced"], 0.55)
        self.assertAlmostEqual(found["right at ten to one"], 2 / 3)
        self.assertTrue(all(value is None for name, value in edges.figures({}).items() if name != "right maps"))

    def test_questions_lay_ring_on_ring(self):
        def view(path, system, middle, angle):
            turns = [angle + 2 * np.pi * k / 8 for k in range(8)]
            bolts = [bolt(middle + 100 * np.cos(t), middle + 100 * np.sin(t), index=k) for k, t in enumerate(turns)]
            ellipse = {"x": middle, "y": middle, "a": 100.0, "b": 100.0, "angle": 0.0}
            return picture(bolts, {"rim": {"kind": "face", "ellipse": ellipse}}, path, system)

        pictures = [
            view("footage/clip-1/001.jpg", "flint", 300, 0.3),
            view("references/flint/face.jpg", "flint", 200, 0.0),
            view("references/jasper/face.jpg", "jasper", 250, 0.0),
        ]
        asked = edges.questions(pictures, 1)
        self.assertEqual([q.kind for q in asked], ["right"] + ["displaced"] * edges.DISPLACED + ["other design"])
        for question, middle in ((asked[0], 200), (asked[-1], 250)):
            mapped = question.map @ np.array([middle, middle, 1])
            np.testing.assert_allclose(mapped[:2] / mapped[2], [300, 300], atol=1e-6)
            self.assertEqual(len(question.places), 8)


class Rims(unittest.TestCase):
    # A camera a metre before the origin that looks along x; y to the right, z down, 500 pixels of focal length.
    CAMERA = np.array([[320.0, 500, 0, 320], [240, 0, 500, 240], [1, 0, 0, 1]])

    def test_a_circle_across_the_axis_is_seen_as_one(self):
        found = rims.ellipse_of(self.CAMERA, (0.0, 0.2, 0.0, 0.1))
        np.testing.assert_allclose(found[:4], (420, 240, 50, 50), atol=1e-6)

    def test_a_camera_is_found_from_what_it_sees(self):
        random = np.random.default_rng(3)
        points = random.uniform(-0.3, 0.3, (20, 3))
        seen = np.c_[points, np.ones(20)] @ self.CAMERA.T
        matrix, error = rims._camera(points, seen[:, :2] / seen[:, 2:])
        self.assertLess(error, 1e-6)
        np.testing.assert_allclose(matrix / matrix[2, 3], self.CAMERA, atol=1e-6)

    def test_tolerance(self):
        circle = [(420.0, 240.0, 50.0, 40.0, 0.0)]
        good = {"x": 420.5, "y": 240.5, "a": 50.9, "b": 39.1}
        self.assertTrue(rims.is_found(circle, [good]))
        for key, value in (("x", 421.5), ("a", 51.1), ("b", 38.9)):
            self.assertFalse(rims.is_found(circle, [{**good, key: value}]))
            self.assertTrue(rims.is_found(circle, [{**good, key: value}], rims.ROUGHLY))
        self.assertFalse(rims.is_found(circle, []))


class Bolts(unittest.TestCase):
    def test_found_missed_and_false(self):
        p = picture([bolt(10, 10), bolt(50, 10), bolt(90, 10, radius=3.0)])
        t = scoring.bolts_of([spot(12, 11), spot(200, 200)], p)
        self.assertEqual((t["true"], t["false"], t["found"], t["bolts"]), (1, 1, 1, 3))
        self.assertEqual((t["bolts 2.5-4"], t["bolts 4-7"], t["found 4-7"]), (1, 2, 1))

    def test_holes_hidden_and_tiny_bolts_count_neither_way(self):
        p = picture([bolt(10, 10, hole=True), bolt(50, 10, visible=False), bolt(90, 10, radius=2.0)])
        t = scoring.bolts_of([spot(10, 10), spot(50, 10), spot(90, 10)], p)
        self.assertEqual((t["true"], t["false"], t["bolts"]), (0, 0, 0))

    def test_reach_is_three_pixels_or_four_fifths_of_the_radius(self):
        p = picture([bolt(10, 10, radius=3.0), bolt(100, 10, radius=20.0)])
        self.assertEqual(set(scoring.assign([spot(12.9, 10), spot(115.9, 10)], p.bolts)), {0, 1})
        self.assertEqual(scoring.assign([spot(13.1, 10), spot(116.1, 10)], p.bolts), {})

    def test_a_second_detection_of_one_bolt_is_false(self):
        t = scoring.bolts_of([spot(10, 10, 0.5), spot(11, 10, 0.9)], picture([bolt(10, 10)]))
        self.assertEqual((t["true"], t["false"]), (1, 1))

    def test_a_detection_takes_the_nearest_bolt_and_then_the_next_free_one(self):
        owner = scoring.assign([spot(10, 10, 0.9), spot(10.4, 10, 0.8)], [bolt(10, 10), bolt(12, 10)])
        self.assertEqual(owner, {0: 0, 1: 1})

    def test_no_detections_and_no_bolts(self):
        self.assertEqual(scoring.bolts_of([], picture([]))["bolts"], 0)
        self.assertEqual(scoring.bolts_of([spot(1, 1)], picture([]))["false"], 1)

    def test_what_counts(self):
        self.assertTrue(counts(bolt(0, 0, radius=2.5)))
        self.assertFalse(counts(bolt(0, 0, radius=2.49)))


class Rings(unittest.TestCase):
    def setUp(self):
        self.bolts = [bolt(30 * k, 10, index=k) for k in range(8)] + [
            bolt(30 * k, 200, ring="other", index=k) for k in range(4)
        ]
        self.picture = picture(
            self.bolts, {"rim": {"n": 9, "slots": 10, "kind": "face"}, "other": {"n": 4, "slots": 4, "kind": "face"}}
        )
        self.detections = [spot(b["x"], b["y"]) for b in self.bolts] + [spot(400 + 30 * k, 400) for k in range(4)]

    def tally(self, *rings):
        return scoring.rings_of(self.detections, list(rings), self.picture)

    def test_only_rings_with_five_visible_bolts_are_asked_for(self):
        self.assertEqual(self.tally()["face rings"], 1)

    def test_bolts_and_places_are_both_a_right_count(self):
        for slots, right in ((9, 1), (10, 1), (8, 0)):
            self.assertEqual(self.tally({"slots": slots, "bolts": list(range(8))})["face counted"], right)

    def test_half_the_ring_is_found_less_is_not(self):
        self.assertEqual(self.tally({"slots": 9, "bolts": [0, 1, 2, 3]})["face found"], 1)
        self.assertEqual(self.tally({"slots": 9, "bolts": [0, 1, 2]})["face found"], 0)

    def test_a_ring_mixed_with_others_is_not_found(self):
        self.assertEqual(self.tally({"slots": 9, "bolts": [0, 1, 2, 3, 8, 9, 10]})["face found"], 0)  # 4 of 7 < 60 %

    def test_false_rings_are_those_mostly_not_on_bolts(self):
        t = self.tally({"slots": 4, "bolts": [12, 13, 14, 0]}, {"slots": 4, "bolts": [12, 13, 0, 1]})
        self.assertEqual((t["rings said"], t["rings false"]), (2, 1))

    def test_the_better_of_two_rings_decides_the_count(self):
        t = self.tally({"slots": 7, "bolts": [0, 1, 2, 3]}, {"slots": 9, "bolts": list(range(8))})
        self.assertEqual((t["face found"], t["face counted"]), (1, 1))

    def test_credible_set(self):
        t = self.tally({"slots": 8, "slotsCredible": [8, 9], "bolts": list(range(8))})
        self.assertEqual((t["face counted"], t["face credible asked"], t["face credible right"]), (0, 1, 1))


class Identification(unittest.TestCase):
    def answer(self, verdict, *systems):
        return {"verdict": verdict, "candidates": [{"reference": s, "logOdds": 1.0} for s in systems]}

    def test_every_outcome(self):
        clips = {"a": "flint", "b": "flint", "c": "flint", "d": None, "e": None, "f": "flint"}
        answers = {
            "a": self.answer("candidate", "flint"),  # right
            "b": self.answer("candidate", "marl", "flint"),  # false
            "c": self.answer("inconclusive", "flint"),  # missed, though first
            "d": self.answer("inconclusive", "marl"),  # right
            "e": self.answer("candidate", "marl"),  # false
        }  # f has no answer: missed
        t = scoring.identification(answers, clips)
        self.assertEqual(dict(t), {"clips": 6, "known": 4, "right": 2, "false": 2, "missed": 2, "first": 2})

    def test_a_candidate_without_candidates_is_false(self):
        self.assertEqual(scoring.identification({"a": self.answer("candidate")}, {"a": None})["false"], 1)


class Geometry(unittest.TestCase):
    def test_transfer_error_of_a_shift(self):
        points = [[0, 0], [10, 0], [0, 10]]
        self.assertAlmostEqual(scoring.transfer_error([1, 0, 3, 0, 1, 4, 0, 0, 1], points, points), 5.0)
        self.assertEqual(scoring.transfer_error(None, points, points), float("inf"))

    def test_a_point_sent_to_infinity_is_an_infinite_error(self):
        self.assertEqual(scoring.transfer_error([1, 0, 0, 0, 1, 0, 0, 0, 0], [[1, 1]], [[1, 1]]), float("inf"))

    def test_area_under_the_curve(self):
        self.assertEqual(scoring.area_under([0.0, float("inf")], 10), 0.5)
        self.assertAlmostEqual(scoring.area_under([5.0], 10), 0.5)
        self.assertIsNone(scoring.area_under([], 10))

    def test_pairs_share_the_bolts_of_one_face_ring(self):
        rings = {"rim": {"n": 6, "slots": 6, "kind": "face"}, "belt": {"n": 9, "slots": 9, "kind": "girth"}}
        belt = [bolt(30 * k, 90, ring="belt", index=k) for k in range(9)]
        frame = picture([bolt(30 * k, 10, index=k) for k in range(6)] + belt, rings)
        view = picture(
            [bolt(30 * k, 50, index=k, visible=k > 0) for k in range(6)] + belt, rings, "references/flint/face.jpg"
        )
        (pair,) = pairs.known([frame, view])
        self.assertEqual((pair.kind, len(pair.points_a)), ("reference", 5))
        self.assertEqual(pair.points_a[0].tolist(), [30, 10])
        other = picture(view.bolts, rings, "references/marl/face.jpg", "marl")
        self.assertEqual(pairs.known([frame, other]), [])


class Silent:
    """A program whose output has none of the keys, or that cannot run at all."""

    name = "silent"

    def __init__(self, fails=False):
        self.fails = fails

    def features(self, path):
        if self.fails:
            raise Failed("broken")
        return None, None

    def homography(self, a, b):
        raise Failed("broken")

    def identify(self):
        raise Failed("broken")


class NotMeasured(unittest.TestCase):
    def setUp(self):
        rings = {"rim": {"n": 6, "slots": 6, "kind": "face"}}
        self.pictures = [
            picture([bolt(30 * k, 10, index=k) for k in range(6)], rings, f"footage/a/00{n}.jpg") for n in (1, 2)
        ]

    def test_absent_keys_are_not_measured_and_not_zero(self):
        found, failures = measure.features(Silent(), self.pictures, lambda _: None)
        self.assertEqual(found["footage"], {"bolts": None, "rings": None})
        self.assertEqual(failures, [])

    def test_a_program_that_fails_is_said_to_fail(self):
        found, failures = measure.features(Silent(fails=True), self.pictures, lambda _: None)
        self.assertIsNone(found["footage"]["bolts"])
        self.assertEqual(len(failures), 2)
        self.assertEqual(measure.identify(Silent(), self.pictures)[0], None)
        self.assertIsNone(measure.geometry(Silent(), self.pictures, 2)[0])

    def test_the_table_says_so(self):
        result = {"features": {"footage": {"bolts": None, "rings": None}}, "identification": None, "geometry": None}
        result["edges"] = result["rims"] = None
        lines = cli.table({"silent": result}).splitlines()[1:]
        self.assertTrue(len(lines) > 10 and all(line.endswith("not measured") for line in lines))

    def test_no_cases_is_not_zero(self):
        found, _ = measure.features(Silent(), [], lambda _: None)
        self.assertIsNone(found["footage"]["bolts"])
        self.assertIsNone(measure.bolt_figures(scoring.Counter())["recall"])


if __name__ == "__main__":
    unittest.main()
