"""Builds an airframe or a decoy as it stands in one scene."""

from . import body_parts, decoys, face_parts, materials
from .assembly import Assembly
from .damage import Wreck
from .fasteners import FastenerFactory


def palette(design, weather):
    metal, matte = materials.metal, materials.matte
    return {
        "skin": materials.painted("skin", design.paint, weather),
        "skin2": materials.painted("skin2", design.paint, weather),
        "inside": matte("inside", materials.CHROMATE, weather, 0.6, 0.2, 6.0, 0.0006, 200.0),
        "face": metal("face", design.face.metal, weather, turned=True)
        if design.face.metal not in materials.PAINTS
        else materials.painted("face", design.face.metal, weather),
        "band": metal("band", "aluminium" if design.girth_metal != "bright" else "anodised", weather),
        "nozzle": metal("nozzle", "inconel", weather),
        "fitting": metal("fitting", "cadmium" if design.bolt_metal != "cadmium" else "black-oxide", weather),
        "dark": materials.black("dark"),
        "cable": matte("cable", (0.03, 0.03, 0.03), weather, 0.5),
    }


def bolt_metal(design):
    """The design's bolt metal, or one that stands out where it would vanish on a plate of the same brightness."""
    if design.face.metal not in materials.METALS:
        return design.bolt_metal
    plate, bolt = (sum(materials.METALS[m][0]) for m in (design.face.metal, design.bolt_metal))
    if bolt > 1.6 * plate or plate > 1.6 * bolt:
        return design.bolt_metal
    return "black-oxide" if plate > 1.0 else "bright"


def build(design, damage, weather, rng, cables=True):
    """All parts, broken and bent but not yet placed."""
    wreck = Wreck(damage, design, rng)
    bolt = bolt_metal(design)
    washer = "bright" if bolt != "bright" else "steel"
    factory = FastenerFactory(
        materials.metal("bolt", bolt, weather, random_shade=0.45),
        materials.metal("washer", washer, weather, random_shade=0.3),
        materials.black("groove"),
    )
    assembly = Assembly(design, wreck, palette(design, weather), factory, rng)
    if design.kind != "airframe":
        decoys.BUILDERS[design.kind](assembly)
    else:
        face_parts.add_face(assembly)
        body_parts.add_skin(assembly, design.face.steps[0][1] + design.face.thickness + 0.0015)
        for girth in design.girths:
            body_parts.add_girth(assembly, girth)
        for raceway in design.raceways:
            body_parts.add_raceway(assembly, raceway)
        for hatch in design.hatches:
            body_parts.add_hatch(assembly, hatch)
        for index, fin in enumerate(design.fins):
            body_parts.add_fin(assembly, fin, index)
        if damage.tear and cables:
            body_parts.add_cables(assembly, rng)
    assembly.settle()
    return assembly
