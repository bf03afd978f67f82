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


def lettered(frames, rng):
    """The same logo, caption bar and clock on every frame."""
    channel, caption = CHANNELS[int(rng.integers(4))], CAPTIONS[int(rng.integers(4))]
    colour = tuple(int(c) for c in rng.integers(20, 200, 3))
    hour, minute = int(rng.integers(6, 20)), int(rng.integers(60))
    out = []
    for frame in frames:
        h, w = frame.shape[:2]
        unit = h / 720.0
        layer = Image.fromarray(frame).convert("RGBA")
        over = Image.new("RGBA", layer.size, (0, 0, 0, 0))
        draw = ImageDraw.Draw(over)
        draw.rounded_rectangle([w - 190 * unit, 28 * unit, w - 40 * unit, 78 * unit], 8 * unit, fill=(*colour, 190))
        draw.text((w - 115 * unit, 53 * unit), channel, font=_font(28 * unit), fill=(255, 255, 255, 235), anchor="mm")
        draw.rectangle([0, h - 92 * unit, w, h - 34 * unit], fill=(12, 14, 30, 185))
        draw.rectangle([0, h - 92 * unit, 18 * unit, h - 34 * unit], fill=(*colour, 255))
        draw.text((44 * unit, h - 63 * unit), caption, font=_font(30 * unit), fill=(255, 255, 255, 245), anchor="lm")
        draw.text(
            (w - 40 * unit, h - 63 * unit),
            f"{hour:02d}:{minute:02d}",
            font=_font(28 * unit),
            fill=(255, 255, 255, 245),
            anchor="rm",
        )
        out.append(np.asarray(Image.alpha_composite(layer, over).convert("RGB")))
    return out


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
