"""Selection of tests by boosting with equal votes: every round adds the test that helps the worst pairs most."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .dataset import NO_NEGATIVE, TrainingSet
from .keypoints import PATCH_SIDE
from .patches import MAX_RADIUS, SPREAD_SHIFT, BoxSums, Tests, random_tests

#: Bits of the weights' quantisation: weighted sums are popcounts of bit planes.
WEIGHT_PLANES = 6
#: Patches on which correlations between tests are measured (a multiple of 64).
CORRELATION_PATCHES = 4096
#: Rounds after which hard negatives are looked for again.
MINING_ROUNDS = (0, 8, 16, 32, 48, 64, 96, 128, 160, 192, 224, 256, 320, 384, 448)
MAX_THRESHOLD = 32_767


@dataclass(frozen=True)
class Strategy:
    """How tests are chosen.

    `loss`: "pairs" weighs corresponding and non-corresponding pairs apart (AdaBoost, as in BEBLID); "triplets" weighs
    the margin between an anchor's nearest stranger and its partner, exponentially (as in TEBLID); "logistic" the same,
    bounded, so that hopeless pairs do not take over, with a `target_margin` a bit; "none" takes random tests in turn.
    """

    name: str
    loss: str = "pairs"
    rate: float = 0.04
    max_correlation: float = 0.6
    scaled: bool = True
    zero: bool = False
    refine: bool = True
    target_margin: float = 0.3


def pack(bits: np.ndarray) -> np.ndarray:
    """Booleans, their number a multiple of 64, as 64-bit words."""
    return np.packbits(bits, axis=-1, bitorder="little").view(np.uint64)


class Selection:
    """One run of boosting over a training set."""

    def __init__(self, data: TrainingSet, sums: BoxSums, strategy: Strategy, pool: int, seed: int):
        self.data, self.sums, self.strategy = data, sums, strategy
        self.rng = np.random.default_rng([seed, 11])
        self.rows = random_tests(self.rng, pool)
        self.count = len(data)
        self.negative = self.random_negatives()
        self.probe = self.rng.choice(2 * self.count, min(CORRELATION_PATCHES, 2 * self.count // 64 * 64), False)
        self.chosen: list[np.ndarray] = []
        self.chosen_bits: list[np.ndarray] = []
        self.partner_distance = np.zeros(self.count, np.int32)
        self.correlation = np.zeros(pool, np.float32)
        self.prepare()

    def prepare(self) -> None:
        """Sets the pool's thresholds and keeps every test's bits, packed: probes, and partners' differences."""
        shape = (len(self.rows), self.count // 8)
        self.packed_a = np.empty(shape, np.uint8)
        self.packed_b = np.empty(shape, np.uint8)
        self.packed_probe = np.empty((len(self.rows), len(self.probe) // 8), np.uint8)
        for index, row in enumerate(self.rows):
            self.set_threshold(row, self.rng.uniform(0.5, 0.9))
            bits = self.sums.bits(row, self.strategy.scaled)
            self.packed_a[index] = np.packbits(bits[: self.count], bitorder="little")
            self.packed_b[index] = np.packbits(bits[self.count :], bitorder="little")
            self.packed_probe[index] = np.packbits(bits[self.probe], bitorder="little")
        self.partner = self.packed_a.view(np.uint64) ^ self.packed_b.view(np.uint64)

    def set_threshold(self, row: np.ndarray, quantile: float) -> None:
        """Threshold at a quantile of the test's differences; swaps the boxes if it would be negative."""
        if self.strategy.zero:
            return
        part = self.probe[:1024]
        difference = self.sums.difference(row)[part].astype(np.float64)
        if self.strategy.scaled:
            difference *= (1 << SPREAD_SHIFT) / np.maximum(self.sums.spread[part], 512)
        value = np.quantile(difference, quantile)
        if value < 0:
            row[:4] = row[[2, 3, 0, 1]]
            value = -value
        row[5] = min(int(value), MAX_THRESHOLD)

    def random_negatives(self) -> np.ndarray:
        """For every anchor a stranger of the same picture."""
        negative = np.empty(self.count, np.int64)
        for members, strangers in self.groups():
            noise = self.rng.random(strangers.shape) * strangers
            negative[members] = members[noise.argmax(1)]
        return negative

    def groups(self):
        """Yields (members, strangers[i, j]: may j's B be a negative of i?) of every image pair."""
        data = self.data
        for group in np.unique(data.group):
            members = np.nonzero(data.group == group)[0]
            x, y, unit = data.x[members], data.y[members], data.unit[members]
            distance = np.hypot(x[:, None] - x, y[:, None] - y) / np.maximum(unit[:, None], unit)
            yield members, distance > NO_NEGATIVE

    def mine(self) -> None:
        """Replaces the negatives by one of each anchor's three nearest strangers under the tests chosen so far."""
        if self.chosen_bits:
            signs = np.stack(self.chosen_bits, 1).astype(np.float32) * 2 - 1
            for members, strangers in self.groups():
                closeness = signs[members] @ signs[members + self.count].T
                closeness[~strangers] = -np.inf
                ranked = np.argsort(-closeness, 1, kind="stable")[:, :3]
                pick = self.rng.integers(0, min(3, ranked.shape[1]), len(members))
                self.negative[members] = members[ranked[np.arange(len(members)), pick]]
        self.stranger = np.empty_like(self.partner)
        for index in range(len(self.rows)):
            b = np.unpackbits(self.packed_b[index], bitorder="little")
            other = np.packbits(b[self.negative], bitorder="little")
            self.stranger[index] = (self.packed_a[index] ^ other).view(np.uint64)
        self.stranger_distance = np.zeros(self.count, np.int32)
        for bits in self.chosen_bits:
            self.stranger_distance += bits[: self.count] != bits[self.count :][self.negative]

    def weights(self) -> tuple[np.ndarray, np.ndarray]:
        """Weights of partners and of strangers, each summing to 1."""
        rate, done = self.strategy.rate, len(self.chosen)
        near, far = self.partner_distance.astype(float), self.stranger_distance.astype(float)
        if self.strategy.loss == "pairs":
            partner, stranger = np.exp(rate * (near - near.max())), np.exp(-rate * (far - far.min()))
        elif self.strategy.loss == "triplets":
            margin = far - near
            partner = stranger = np.exp(-rate * (margin - margin.min()))
        else:
            margin = far - near - self.strategy.target_margin * done
            partner = stranger = 1 / (1 + np.exp(np.clip(rate * margin, -30, 30)))
        return partner / partner.sum(), stranger / stranger.sum()

    def planes(self, weights: np.ndarray) -> np.ndarray:
        """Weights quantised to bit planes, lowest first."""
        top = (1 << WEIGHT_PLANES) - 1
        whole = np.rint(np.minimum(weights / np.quantile(weights, 0.995), 1) * top).astype(np.uint8)
        return np.stack([pack((whole >> plane) & 1) for plane in range(WEIGHT_PLANES)]), whole.sum()

    def pool_scores(self, candidates: np.ndarray, partner: np.ndarray, stranger: np.ndarray) -> np.ndarray:
        """Weighted share of strangers told apart less that of partners torn apart, for tests of the pool."""
        scores = np.zeros(len(candidates))
        for words, weights, sign in ((self.stranger, stranger, 1), (self.partner, partner, -1)):
            planes, total = self.planes(weights)
            for start in range(0, len(candidates), 512):
                block = words[candidates[start : start + 512]]
                for plane, mask in enumerate(planes):
                    ones = np.bitwise_count(block & mask).sum(1, dtype=np.int64)
                    scores[start : start + 512] += sign * ones * (1 << plane) / total
        return scores

    def correlations(self, bits: np.ndarray) -> float:
        """Greatest correlation of a test's probe bits with the tests chosen so far."""
        if not self.chosen:
            return 0.0
        mean = bits.mean()
        deviation = np.sqrt(max(mean * (1 - mean), 1e-4))
        return float(np.abs(self.chosen_probe[: len(self.chosen)] @ (bits - mean)).max() / len(bits) / deviation)

    def remember(self, row: np.ndarray, bits: np.ndarray) -> None:
        """Adds a test."""
        probe = bits[self.probe].astype(np.float32)
        mean = probe.mean()
        normal = (probe - mean) / np.sqrt(max(mean * (1 - mean), 1e-4))
        if not self.chosen:
            self.chosen_probe = np.zeros((512, len(probe)), np.float32)
        self.chosen_probe[len(self.chosen)] = normal
        self.chosen.append(row.copy())
        self.chosen_bits.append(bits)
        self.partner_distance += bits[: self.count] != bits[self.count :]
        self.stranger_distance += bits[: self.count] != bits[self.count :][self.negative]
        words = pack(bits[self.probe])
        both = np.bitwise_count(self.packed_probe.view(np.uint64) & words).sum(1) / len(probe)
        own = np.bitwise_count(self.packed_probe.view(np.uint64)).sum(1) / len(probe)
        deviation = np.sqrt(np.maximum(own * (1 - own) * mean * (1 - mean), 1e-6))
        self.correlation = np.maximum(self.correlation, np.abs(both - own * mean) / deviation)

    def refined(self, row: np.ndarray, score: float, partner: np.ndarray, stranger: np.ndarray, tries: int):
        """Climbs from a test of the pool to a better neighbour: centres, radius and threshold moved a little."""
        best, best_bits = row.copy(), self.sums.bits(row, self.strategy.scaled)
        best_score = self.exact_score(best_bits, partner, stranger)
        for _ in range(tries):
            trial = best.copy()
            move = self.rng.integers(4)
            if move < 2:
                trial[2 * move : 2 * move + 2] += self.rng.integers(-2, 3, 2)
            elif move == 2:
                trial[4] += self.rng.choice((-1, 1))
            elif not self.strategy.zero:
                trial[5] = min(MAX_THRESHOLD, int(trial[5] * self.rng.uniform(0.6, 1.6) + self.rng.integers(0, 4)))
            radius = trial[4]
            inside = (trial[:4] >= radius).all() and (trial[:4] < PATCH_SIDE - radius).all()
            if not inside or not 0 <= radius <= MAX_RADIUS or (trial == best).all() or (trial[:2] == trial[2:4]).all():
                continue
            bits = self.sums.bits(trial, self.strategy.scaled)
            score = self.exact_score(bits, partner, stranger)
            if score > best_score and self.correlations(bits[self.probe]) <= self.strategy.max_correlation:
                best, best_bits, best_score = trial, bits, score
        return best, best_bits

    def exact_score(self, bits: np.ndarray, partner: np.ndarray, stranger: np.ndarray) -> float:
        """As `pool_scores`, for any test."""
        a, b = bits[: self.count], bits[self.count :]
        return float(stranger @ (a != b[self.negative])) - float(partner @ (a != b))

    def run(self, length: int, share: float = 0.25, tries: int = 30) -> Tests:
        """Chooses `length` tests; every round looks at a random `share` of the pool."""
        strategy = self.strategy
        for done in range(length):
            if strategy.loss == "none":
                row = self.rows[done]
                self.chosen.append(row.copy())
                continue
            if done in MINING_ROUNDS:
                self.mine()
            partner, stranger = self.weights()
            candidates = np.nonzero((self.rng.random(len(self.rows)) < share)
                                    & (self.correlation <= strategy.max_correlation))[0]
            if len(candidates) == 0:
                candidates = np.argsort(self.correlation, kind="stable")[:64]
            scores = self.pool_scores(candidates, partner, stranger)
            row = self.rows[candidates[scores.argmax()]]
            if strategy.refine:
                row, bits = self.refined(row, scores.max(), partner, stranger, tries)
            else:
                bits = self.sums.bits(row, strategy.scaled)
            self.remember(row, bits)
        return Tests(np.array(self.chosen, np.int32), strategy.scaled)


def select(data: TrainingSet, strategy: Strategy, length: int, pool: int, seed: int) -> Tests:
    """The tests that `strategy` chooses from a pool of `pool` random ones and their neighbours."""
    sums = BoxSums(np.concatenate([data.a, data.b]))
    return Selection(data, sums, strategy, pool, seed).run(length)
