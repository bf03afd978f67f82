"""Paints, metals and what weather and fire do to them. Noise runs in world space: stains cross bolts and plate."""

from dataclasses import dataclass

from .shading import Graph

PAINTS = {
    "olive": (0.085, 0.090, 0.045),
    "grey": (0.25, 0.26, 0.27),
    "white": (0.60, 0.59, 0.56),
    "sand": (0.36, 0.28, 0.17),
    "green": (0.045, 0.085, 0.055),
    "blue-grey": (0.12, 0.16, 0.20),
    "red-oxide": (0.20, 0.065, 0.040),
    "silver": (0.42, 0.42, 0.41),
    "yellow": (0.50, 0.33, 0.05),
    "blue": (0.05, 0.12, 0.27),
}
METALS = {  # colour, roughness
    "aluminium": ((0.58, 0.58, 0.57), 0.42),
    "steel": ((0.40, 0.39, 0.37), 0.36),
    "bright": ((0.66, 0.65, 0.63), 0.28),
    "titanium": ((0.30, 0.28, 0.26), 0.40),
    "cadmium": ((0.62, 0.47, 0.22), 0.38),
    "black-oxide": ((0.045, 0.045, 0.05), 0.42),
    "inconel": ((0.24, 0.19, 0.15), 0.48),
    "anodised": ((0.10, 0.095, 0.09), 0.45),
    "cast-iron": ((0.13, 0.12, 0.115), 0.62),
}
CHROMATE = (0.30, 0.33, 0.09)
EARTH = {
    "soil": (0.16, 0.105, 0.065),
    "sand": (0.46, 0.36, 0.24),
    "concrete": (0.33, 0.32, 0.30),
    "asphalt": (0.07, 0.07, 0.072),
}


@dataclass(frozen=True)
class Weather:
    dust: float = 0.0  # share of upward faces under dust
    mud: float = -10.0  # world height below which mud sits, metres
    scorch: float = 0.0  # share of surface under soot
    chips: float = 0.05  # share of paint lost
    rust: float = 0.0
    earth: str = "soil"
    offset: float = 0.0  # decorrelates the noise of two scenes


def _weathered(graph, weather, colour, metallic, roughness):
    """Soot, rust, mud and dust over a clean surface; returns colour, metallic, roughness."""
    w = weather.offset
    if weather.rust > 0:
        spots = graph.noise(22.0, 5.0, 0.7, w + 3)
        amount = graph.step(spots, 0.72 - 0.35 * weather.rust, 0.80 - 0.30 * weather.rust)
        shade = graph.mix(graph.noise(60.0, 3.0, 0.6, w + 4), (0.10, 0.035, 0.012), (0.28, 0.11, 0.035))
        colour, metallic, roughness = (
            graph.mix(amount, colour, shade),
            graph.blend(amount, metallic, 0.0),
            graph.blend(amount, roughness, 0.9),
        )
    if weather.scorch > 0:
        smoke = graph.noise(2.6, 5.0, 0.62, w + 1)
        amount = graph.step(smoke, 0.66 - 0.34 * weather.scorch, 0.88 - 0.34 * weather.scorch)
        amount = graph.math("MULTIPLY", amount, 0.88)
        tint = graph.mix(graph.noise(9.0, 3.0, 0.6, w + 2), (0.012, 0.011, 0.010), (0.05, 0.042, 0.035))
        colour, metallic, roughness = (
            graph.mix(amount, colour, tint),
            graph.blend(amount, metallic, 0.15),
            graph.blend(amount, roughness, 0.85),
        )
    earth = EARTH[weather.earth]
    if weather.mud > -5:
        height = graph.component(graph.position, 2)
        edge = graph.math("MULTIPLY", graph.math("SUBTRACT", graph.noise(7.0, 6.0, 0.65, w + 5), 0.5), 0.45)
        amount = graph.step(graph.math("ADD", height, edge), weather.mud + 0.03, weather.mud - 0.03)
        splashes = graph.step(graph.noise(34.0, 3.0, 0.6, w + 6), 0.66, 0.70)
        amount = graph.math(
            "MAXIMUM", amount, graph.math("MULTIPLY", splashes, graph.step(height, weather.mud + 0.5, weather.mud))
        )
        wet = tuple(0.55 * c for c in earth)
        colour = graph.mix(amount, colour, graph.mix(graph.noise(50.0, 3.0, 0.6, w), wet, earth))
        metallic, roughness = graph.blend(amount, metallic, 0.0), graph.blend(amount, roughness, 0.82)
    if weather.dust > 0:
        up = graph.component(graph.geometry.outputs["Normal"], 2)
        patchy = graph.noise(6.0, 6.0, 0.7, w + 7)
        amount = graph.step(
            graph.math("ADD", patchy, graph.math("MULTIPLY", up, 0.30)),
            0.88 - 0.42 * weather.dust,
            1.10 - 0.42 * weather.dust,
        )
        amount = graph.math("MULTIPLY", amount, 0.8)
        pale = tuple(min(1.0, 1.15 * c + 0.02) for c in earth)
        colour, metallic, roughness = (
            graph.mix(amount, colour, pale),
            graph.blend(amount, metallic, 0.0),
            graph.blend(amount, roughness, 0.9),
        )
    return colour, metallic, roughness


def _varied(graph, colour, spread, scale, offset):
    dark = tuple(c * (1 - spread) for c in colour)
    light = tuple(min(1.0, c * (1 + spread)) for c in colour)
    return graph.mix(graph.noise(scale, 4.0, 0.6, offset), dark, light)


def painted(name, paint, weather):
    """Paint over primer over metal, with chips, faint streaks and an orange-peel surface."""
    graph = Graph(name)
    w = weather.offset
    base = _varied(graph, PAINTS[paint], 0.16, 5.0, w + 20)
    streaks = graph.noise(3.0, 4.0, 0.7, w + 21, graph.scaled(graph.object_position(), (0.6, 6.0, 6.0)))
    base = graph.mix(
        graph.math("MULTIPLY", graph.step(streaks, 0.52, 0.80), 0.35), base, tuple(0.35 * c for c in PAINTS[paint])
    )
    fine = graph.math(
        "ADD",
        graph.math("MULTIPLY", graph.noise(70.0, 4.0, 0.72, w + 22), 0.62),
        graph.math("MULTIPLY", graph.noise(7.0, 3.0, 0.6, w + 24), 0.38),
    )
    limit = 0.69 - 0.13 * weather.chips
    primer, bare = graph.step(fine, limit - 0.015, limit - 0.005), graph.step(fine, limit + 0.012, limit + 0.022)
    colour = graph.mix(primer, base, (0.26, 0.20, 0.12))
    colour = graph.mix(bare, colour, (0.52, 0.52, 0.51))
    metallic = graph.math("MULTIPLY", bare, 0.9)
    roughness = graph.blend(graph.noise(12.0, 3.0, 0.5, w + 23), 0.36, 0.58)
    normal = graph.bump(
        graph.math("ADD", graph.math("MULTIPLY", graph.noise(420.0, 1.0), 0.10), graph.math("MULTIPLY", primer, -1.0)),
        0.0006,
        0.6,
    )
    return graph.surface(*_weathered(graph, weather, colour, metallic, roughness), normal)


def metal(name, kind, weather, turned=False, random_shade=0.0):
    """Bare metal. `turned` adds the fine rings a lathe leaves; `random_shade` makes one bolt differ from the next."""
    graph = Graph(name)
    w = weather.offset
    colour, rough = METALS[kind]
    shade = _varied(graph, colour, 0.14, 14.0, w + 30)
    if random_shade > 0:
        dark = tuple(c * (1 - random_shade) for c in colour)
        shade = graph.mix(graph.math("MULTIPLY", graph.object_random(), 0.7), shade, dark)
    smudge = graph.noise(9.0, 5.0, 0.65, w + 31)
    roughness = graph.blend(smudge, rough * 0.75, min(1.0, rough * 1.45))
    shade = graph.mix(
        graph.math("MULTIPLY", graph.step(smudge, 0.55, 0.75), 0.35), shade, tuple(0.4 * c for c in colour)
    )
    height = graph.math("MULTIPLY", graph.noise(300.0, 2.0), 0.5)
    if turned:
        place = graph.object_position()
        y, z = graph.component(place, 1), graph.component(place, 2)
        r = graph.math("SQRT", graph.math("ADD", graph.math("MULTIPLY", y, y), graph.math("MULTIPLY", z, z)))
        lines = graph.node("ShaderNodeTexNoise", noise_dimensions="1D")
        graph.put(r, lines.inputs["W"])
        lines.inputs["Scale"].default_value = 700.0
        height = graph.math("ADD", height, graph.math("MULTIPLY", lines.outputs[0], 0.7))
    normal = graph.bump(height, 0.0004, 0.45)
    return graph.surface(*_weathered(graph, weather, shade, 0.92, roughness), normal)


def matte(name, colour, weather=None, roughness=0.8, spread=0.25, scale=8.0, relief=0.004, relief_scale=40.0):
    """Rubber, primer, stone, earth: no metal, rough, uneven."""
    graph = Graph(name)
    w = weather.offset if weather else 0.0
    shade = _varied(graph, colour, spread, scale, w + 40)
    shade = graph.mix(
        graph.math("MULTIPLY", graph.noise(scale * 9, 4.0, 0.7, w + 41), 0.5), shade, tuple(0.55 * c for c in colour)
    )
    normal = graph.bump(graph.noise(relief_scale, 6.0, 0.65, w + 42), relief, 0.9)
    values = shade, 0.0, roughness
    if weather:
        values = _weathered(graph, weather, *values)
    return graph.surface(*values, normal)


def earth(name, colour, offset, relief, grain):
    """Ground: grains, damp and dry patches, scattered grit of other shades."""
    graph = Graph(name)
    shade = _varied(graph, colour, 0.35, 2.2, offset)
    damp = graph.step(graph.noise(1.3, 4.0, 0.65, offset + 1), 0.48, 0.66)
    shade = graph.mix(graph.math("MULTIPLY", damp, 0.55), shade, tuple(0.45 * c for c in colour))
    grit = graph.step(graph.noise(95.0, 2.0, 0.6, offset + 2), 0.60, 0.68)
    shade = graph.mix(graph.math("MULTIPLY", grit, 0.5), shade, tuple(min(1.0, 1.5 * c + 0.05) for c in colour))
    dark = graph.step(graph.noise(48.0, 3.0, 0.65, offset + 3), 0.58, 0.70)
    shade = graph.mix(graph.math("MULTIPLY", dark, 0.6), shade, tuple(0.4 * c for c in colour))
    return graph.surface(shade, 0.0, 0.92, graph.bump(graph.noise(grain, 4.0, 0.7, offset + 4), relief, 1.0))


def black(name):
    return Graph(name).surface((0.006, 0.006, 0.006), 0.0, 0.9)
