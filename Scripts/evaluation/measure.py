"""Runs one program over a set and turns its answers into figures. A figure that cannot be had is None: not measured."""

from collections import Counter

from . import edges, pairs, rims, scoring
from .programs import Failed
from .truthset import RADIUS_BANDS, clips

LIMITS = (5, 10, 20)  # pixels
IDENTIFICATION = ("clips right", "false matches", "clips missed", "first candidate right")


def share(part, whole):
    return part / whole if whole else None


def bolt_figures(t):
    precision, recall = share(t["true"], t["true"] + t["false"]), share(t["found"], t["bolts"])
    figures = {"bolts asked for": t["bolts"], "precision": precision, "recall": recall}
    figures.update({f"recall {name} px": share(t[f"found {name}"], t[f"bolts {name}"]) for name, _, _ in RADIUS_BANDS})
    return figures


def ring_figures(t):
    figures = {}
    for kind in scoring.RING_KINDS:
        figures[f"{kind} rings asked for"] = t[f"{kind} rings"]
        figures[f"{kind} found"] = share(t[f"{kind} found"], t[f"{kind} rings"])
        figures[f"{kind} counted right, of all"] = share(t[f"{kind} counted"], t[f"{kind} rings"])
        figures[f"{kind} counted right, of found"] = share(t[f"{kind} counted"], t[f"{kind} found"])
        figures[f"{kind} truth in credible set"] = share(t[f"{kind} credible right"], t[f"{kind} credible asked"])
    figures["false of rings said"] = share(t["rings false"], t["rings said"])
    return figures


def features(program, pictures, say):
    """Bolts and rings, apart for references and footage."""
    out, failures = {}, []
    for part in ("references", "footage"):
        bolts, rings, with_bolts, with_rings = Counter(), Counter(), 0, 0
        for picture in (p for p in pictures if p.part == part):
            try:
                detections, said = program.features(picture.path)
            except Failed as error:
                failures.append(f"{picture.path}: {error}")
                continue
            if detections is not None:
                with_bolts += 1
                bolts += scoring.bolts_of(detections, picture)
                if said is not None:
                    with_rings += 1
                    rings += scoring.rings_of(detections, said, picture)
        out[part] = {
            "bolts": bolt_figures(bolts) if with_bolts else None,
            "rings": ring_figures(rings) if with_rings else None,
        }
        say(f"{program.name}: {part} done")
    return out, failures


def identify(program, pictures):
    try:
        answers = program.identify()
    except Failed as error:
        return None, [str(error)]
    return (None, []) if answers is None else (dict(scoring.identification(answers, clips(pictures))), [])


def identification_figures(t):
    values = f"{t['right']}/{t['clips']}", t["false"], t["missed"], f"{t['first']}/{t['known']}"
    return dict(zip(IDENTIFICATION, values))


def pair_figures(errors):
    figures = {"pairs": len(errors), **{f"AUC@{n} px": scoring.area_under(errors, n) for n in LIMITS}}
    return {**figures, "within 10 px": share(sum(e <= 10 for e in errors), len(errors))}


def geometry(program, pictures, per_clip):
    errors, failures = {"reference": [], "clip": []}, []
    for pair in pairs.known(pictures, per_clip):
        try:
            homography = program.homography(pair.a, pair.b)
        except Failed as error:
            failures.append(f"{pair.a}, {pair.b}: {error}")
            homography = None
        errors[pair.kind].append(scoring.transfer_error(homography, pair.points_a, pair.points_b))
    out = {kind: pair_figures(values) for kind, values in errors.items()}
    every = sum(len(v) for v in errors.values())
    return (None if failures and len(failures) == every else out), failures


def verification(program, pictures, per_clip):
    """Figures of verification by edges; None for a program that has none."""
    if not hasattr(program, "edges_under"):
        return None, []
    groups, answers, failures = {}, {}, []
    for question in edges.questions(pictures, per_clip):
        groups.setdefault((question.a, question.b), []).append(question)
    for (a, b), questions in groups.items():
        try:
            values = program.edges_under(a, b, questions)
        except Failed as error:
            failures.append(f"{a}, {b}: {error}")
            continue
        for question, value in zip(questions, values, strict=True):
            answers.setdefault(question.kind, []).append(value)
    return (edges.figures(answers) if answers else None), failures


def rim_figures(t):
    return {
        "rims and nozzles asked for": t["asked"],
        "found to 2 %": share(t["found"], t["asked"]),
        "found to 5 %": share(t["roughly"], t["asked"]),
    }


def rims_of(program, pictures, facts):
    """Rims and nozzles of the references; None for a program without ellipses, and for a set of other designs."""
    if not hasattr(program, "ellipses"):
        return None, []
    known, tally, failures = rims.designs(facts["seed"], facts["systems"]), Counter(), []
    for picture in (p for p in pictures if p.part == "references" and p.system in known):
        about = facts["images"][picture.path]
        circles = rims.expected(picture, known[picture.system], (about["width"], about["height"]))
        if not circles:
            continue
        try:
            found = program.ellipses(picture.path)
        except Failed as error:
            failures.append(f"{picture.path}: {error}")
            continue
        tally["asked"] += len(circles)
        tally["found"] += sum(rims.is_found(shapes, found) for shapes in circles.values())
        tally["roughly"] += sum(rims.is_found(shapes, found, rims.ROUGHLY) for shapes in circles.values())
    return (rim_figures(tally) if tally["asked"] else None), failures
