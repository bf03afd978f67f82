"""What footage goes through on its way: a channel's logo and caption, H.264, JPEG."""

import os
import subprocess
import tempfile

import numpy as np
from PIL import Image, ImageDraw, ImageFont

CAPTIONS = ["SITE OF IMPACT, OUTSKIRTS", "FOOTAGE: LOCAL RESIDENT", "EARLIER TODAY", "DEBRIS RECOVERED, SECTOR 4"]
CHANNELS = ["KANAL 6", "NV24", "ORBIT", "LIVE 3"]


def _font(size):
    return ImageFont.load_default(size)


def covered(width, height):
    """The boxes (left, top, right, bottom) that logo and caption cover."""
    unit = height / 720.0
    logo = (width - 190 * unit, 28 * unit, width - 40 * unit, 78 * unit)
    caption = (0.0, height - 92 * unit, float(width), height - 34 * unit)
    return logo, caption


def lettered(frames, rng):
    """The same logo, caption bar and clock on every frame."""
    channel, caption = CHANNELS[int(rng.integers(4))], CAPTIONS[int(rng.integers(4))]
    colour = tuple(int(c) for c in rng.integers(20, 200, 3))
    clock = f"{int(rng.integers(6, 20)):02d}:{int(rng.integers(60)):02d}"
    height, width = frames[0].shape[:2]
    unit, white = height / 720.0, (255, 255, 255, 240)
    logo, bar = covered(width, height)
    over = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    draw = ImageDraw.Draw(over)
    draw.rounded_rectangle(logo, 8 * unit, fill=(*colour, 190))
    draw.text((width - 115 * unit, 53 * unit), channel, font=_font(28 * unit), fill=white, anchor="mm")
    draw.rectangle(bar, fill=(12, 14, 30, 205))
    draw.rectangle([0, bar[1], 18 * unit, bar[3]], fill=(*colour, 255))
    draw.text((44 * unit, height - 63 * unit), caption, font=_font(30 * unit), fill=white, anchor="lm")
    draw.text((width - 40 * unit, height - 63 * unit), clock, font=_font(28 * unit), fill=white, anchor="rm")
    return [np.asarray(Image.alpha_composite(Image.fromarray(f).convert("RGBA"), over).convert("RGB")) for f in frames]


def hide_covered(facts):
    """Bolts under the logo or the caption are hidden, not missed."""
    for left, top, right, bottom in covered(facts["width"], facts["height"]):
        for bolt in facts["bolts"]:
            r = bolt["radius_px"]
            if left - r < bolt["x"] < right + r and top - r < bolt["y"] < bottom + r:
                bolt["visible"] = False


def through_h264(frames, crf):
    """Encodes the frames as one video and decodes them again. One thread, so that the bytes repeat."""
    import imageio_ffmpeg

    height, width = frames[0].shape[:2]
    tool, size = imageio_ffmpeg.get_ffmpeg_exe(), f"{width}x{height}"
    with tempfile.TemporaryDirectory() as folder:
        video = os.path.join(folder, "clip.mp4")
        raw = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", size, "-r", "25"]
        encode = [
            tool,
            "-v",
            "error",
            "-y",
            *raw,
            "-i",
            "-",
            "-c:v",
            "libx264",
            "-threads",
            "1",
            "-preset",
            "medium",
            "-crf",
            str(crf),
            "-pix_fmt",
            "yuv420p",
            video,
        ]
        subprocess.run(encode, input=b"".join(f.tobytes() for f in frames), check=True)
        decode = [tool, "-v", "error", "-threads", "1", "-i", video, "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
        data = subprocess.run(decode, check=True, capture_output=True).stdout
    return list(np.frombuffer(data, np.uint8).reshape(-1, height, width, 3)[: len(frames)])


def save_jpeg(frame, path, quality):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    Image.fromarray(frame).save(path, quality=quality, subsampling=2 if quality < 92 else 0, optimize=True)
