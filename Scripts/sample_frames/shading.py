"""A short way to write Cycles node graphs."""

import bpy


class Graph:
    def __init__(self, name):
        self.material = bpy.data.materials.new(name)
        self.material.use_nodes = True
        self.tree = self.material.node_tree
        self.tree.nodes.clear()
        self.geometry = self.node("ShaderNodeNewGeometry")
        self.position = self.geometry.outputs["Position"]

    def node(self, kind, **settings):
        item = self.tree.nodes.new(kind)
        for key, value in settings.items():
            setattr(item, key, value)
        return item

    def put(self, value, socket):
        if isinstance(value, bpy.types.NodeSocket):
            self.tree.links.new(value, socket)
        elif isinstance(value, (tuple, list)) and socket.type == "RGBA":
            socket.default_value = (*value[:3], 1.0)
        else:
            socket.default_value = value

    def noise(self, scale, detail=3.0, rough=0.55, offset=0.0, vector=None):
        """Fractal noise; `offset` moves it, which is cheaper than a fourth dimension."""
        item = self.node("ShaderNodeTexNoise", noise_dimensions="3D")
        self.put(self.shifted(self.position if vector is None else vector, offset), item.inputs["Vector"])
        for key, value in (("Scale", scale), ("Detail", min(detail, 4.0)), ("Roughness", rough)):
            self.put(value, item.inputs[key])
        return item.outputs[0]

    def shifted(self, vector, offset):
        item = self.node("ShaderNodeVectorMath", operation="ADD")
        self.put(vector, item.inputs[0])
        item.inputs[1].default_value = (1.37 * offset, 0.71 * offset, 2.13 * offset)
        return item.outputs[0]

    def math(self, operation, a, b=0.0, clamp=False):
        item = self.node("ShaderNodeMath", operation=operation, use_clamp=clamp)
        self.put(a, item.inputs[0])
        self.put(b, item.inputs[1])
        return item.outputs[0]

    def step(self, value, low, high):
        """0 below `low`, 1 above `high`, smooth between."""
        item = self.node("ShaderNodeMapRange", interpolation_type="SMOOTHSTEP")
        for socket, given in zip(item.inputs[:5], (value, low, high, 0.0, 1.0)):
            self.put(given, socket)
        return item.outputs[0]

    def mix(self, amount, a, b):
        item = self.node("ShaderNodeMix", data_type="RGBA")
        self.put(amount, item.inputs[0])
        self.put(a, item.inputs[6])
        self.put(b, item.inputs[7])
        return item.outputs[2]

    def blend(self, amount, a, b):
        """Mix of two numbers."""
        item = self.node("ShaderNodeMix", data_type="FLOAT")
        self.put(amount, item.inputs[0])
        self.put(a, item.inputs[2])
        self.put(b, item.inputs[3])
        return item.outputs[0]

    def component(self, vector, axis):
        item = self.node("ShaderNodeSeparateXYZ")
        self.put(vector, item.inputs[0])
        return item.outputs[axis]

    def scaled(self, vector, factors):
        item = self.node("ShaderNodeVectorMath", operation="MULTIPLY")
        self.put(vector, item.inputs[0])
        item.inputs[1].default_value = factors
        return item.outputs[0]

    def object_position(self):
        return self.node("ShaderNodeTexCoord").outputs["Object"]

    def object_random(self):
        return self.node("ShaderNodeObjectInfo").outputs["Random"]

    def bump(self, height, distance, strength=1.0):
        item = self.node("ShaderNodeBump")
        self.put(height, item.inputs["Height"])
        self.put(distance, item.inputs["Distance"])
        self.put(strength, item.inputs["Strength"])
        return item.outputs["Normal"]

    def surface(self, colour, metallic, roughness, normal=None):
        item = self.node("ShaderNodeBsdfPrincipled")
        self.put(colour, item.inputs["Base Color"])
        self.put(metallic, item.inputs["Metallic"])
        self.put(roughness, item.inputs["Roughness"])
        if normal is not None:
            self.put(normal, item.inputs["Normal"])
        end = self.node("ShaderNodeOutputMaterial")
        self.tree.links.new(item.outputs[0], end.inputs["Surface"])
        return self.material
