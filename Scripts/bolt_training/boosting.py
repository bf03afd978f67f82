"""Boosted oblivious trees (CatBoost: Prokhorenkova et al., NeurIPS 2018), fitted in one thread so that equal input gives equal trees."""

import json
import os
import tempfile
from dataclasses import dataclass

import numpy as np
from catboost import CatBoostClassifier, CatBoostRegressor

LEAF_LIMIT = 30_000  # of 16 bits


@dataclass
class Trees:
    """Trees as the detector asks them: see BoostedTrees.swift."""

    depth: int
    splits: np.ndarray
    thresholds: np.ndarray
    leaves: np.ndarray
    unit: float
    bias: float


def _fit(model, features, target, weights):
    model.fit(features, target, sample_weight=weights)
    return _exported(model)


def classifier(features, target, weights, trees, depth, seed, rate=0.1):
    """Trees whose sum is the log-odds, in nats, of `target`."""
    model = CatBoostClassifier(
        iterations=trees, depth=depth, learning_rate=rate, l2_leaf_reg=6, border_count=64, random_seed=seed,
        thread_count=THREADS, verbose=False, allow_writing_files=False,
    )
    return _fit(model, features, target, weights)


def regressor(features, target, weights, trees, depth, seed):
    """Trees whose sum is an estimate of `target`."""
    model = CatBoostRegressor(
        iterations=trees, depth=depth, learning_rate=0.12, l2_leaf_reg=6, border_count=64, random_seed=seed,
        thread_count=THREADS, verbose=False, allow_writing_files=False,
    )
    return _fit(model, features, target, weights)


THREADS = 1


def _exported(model):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model.json")
        model.save_model(path, format="json")
        with open(path) as file:
            facts = json.load(file)
    trees = facts["oblivious_trees"]
    depth = max(len(t["splits"]) for t in trees)
    splits, thresholds, leaves = [], [], []
    for tree in trees:
        asked = [(s["float_feature_index"], s["border"]) for s in tree["splits"]]
        values = list(tree["leaf_values"])
        while len(asked) < depth:  # a shallow tree asks its first question again
            asked.append(asked[0])
            values = values + values
        splits += [a[0] for a in asked]
        thresholds += [a[1] for a in asked]
        leaves += values
    scale, bias = facts["scale_and_bias"]
    leaves = np.array(leaves) * scale
    unit = max(np.abs(leaves).max() / LEAF_LIMIT, 1e-9)
    return Trees(
        depth, np.array(splits), np.array(thresholds, np.float32), np.round(leaves / unit).astype(int), float(unit),
        float(np.ravel(bias)[0]),
    )
