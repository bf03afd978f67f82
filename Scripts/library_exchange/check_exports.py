"""Reads a library's exports back with pycolmap and pycocotools and compares them with `library show --json`.

usage: check_exports.py FOLDER    with colmap, colmap-text/, coco, web-annotation, csv and show.json in it
"""

import csv
import json
import pathlib
import sys

import numpy as np
import pycolmap
from pycocotools.coco import COCO


def check_colmap(folder, images):
    database = pycolmap.Database.open(str(folder / "colmap"))
    assert database.num_images() == 24 and database.num_cameras() == 24 and database.num_frames() == 24
    for image in images:
        row = database.read_image_with_name(image["label"])
        camera = database.read_camera(row.camera_id)
        assert (camera.width, camera.height) == (image["width"], image["height"])
        assert camera.model == pycolmap.CameraModelId.SIMPLE_RADIAL
        keypoints = np.asarray(
            [(k.x, k.y) if hasattr(k, "x") else (k[0], k[1]) for k in database.read_keypoints(row.image_id)]
        )
        expected = np.array([(k["x"] + 0.5, k["y"] + 0.5) for k in image["features"]["keypoints"]])
        # COLMAP has the centre of the top-left pixel at (0.5, 0.5).
        assert np.abs(keypoints - expected).max() < 2e-3
        descriptors = np.asarray(getattr(database.read_descriptors(row.image_id), "data", None))
        assert descriptors.shape == (len(expected), 128) and set(np.unique(descriptors)) == {0, 64}
    database.close()


def check_colmap_text(folder, images):
    for image in images:
        lines = (folder / "colmap-text" / (image["label"] + ".txt")).read_text().splitlines()
        count, length = map(int, lines[0].split())
        assert count == len(image["features"]["keypoints"]) == len(lines) - 1 and length == 128
        for line, keypoint in zip(lines[1:], image["features"]["keypoints"]):
            values = line.split()
            assert len(values) == 4 + 128
            assert abs(float(values[0]) - keypoint["x"] - 0.5) < 2e-3
            assert abs(float(values[1]) - keypoint["y"] - 0.5) < 2e-3


def check_coco(folder, images):
    coco = COCO(str(folder / "coco"))
    assert len(coco.imgs) == 24
    names = {c["id"]: c["name"] for c in coco.loadCats(coco.getCatIds())}
    by_label = {i["file_name"]: i for i in coco.loadImgs(coco.getImgIds())}
    for image in images:
        row = by_label[image["label"]]
        annotations = coco.loadAnns(coco.getAnnIds(imgIds=row["id"]))
        bolts = [a for a in annotations if names[a["category_id"]] in ("bolt", "hole")]
        assert len(bolts) == len(image["features"]["bolts"])
        assert sum(names[a["category_id"]] == "ring" for a in annotations) == len(image["features"]["rings"])
        for annotation, bolt in zip(bolts, image["features"]["bolts"]):
            x, y, width, height = annotation["bbox"]
            centre = bolt.get("outline", bolt)
            # COCO has the corner of the top-left pixel at (0, 0).
            assert abs(x + width / 2 - centre["x"] - 0.5) < 0.05 and abs(y + height / 2 - centre["y"] - 0.5) < 0.05
        for annotation in annotations:
            # pycocotools draws what it read: masks and areas agree for what lies within the picture.
            x, y, width, height = annotation["bbox"]
            inside = x > 0 and y > 0 and x + width < row["width"] and y + height < row["height"]
            if inside and annotation["area"] > 2000:
                assert abs(coco.annToMask(annotation).sum() / annotation["area"] - 1) < 0.03


def check_web_annotations(folder, images):
    page = json.loads((folder / "web-annotation").read_text())
    assert page["@context"] == "http://www.w3.org/ns/anno.jsonld" and page["type"] == "AnnotationPage"
    for image in images:
        items = [i for i in page["items"] if image["sha256"] in i["id"]]
        tags = [i["body"][0]["value"] for i in items]
        assert tags.count("bolt") + tags.count("hole") == len(image["features"]["bolts"])
        for item in items:
            fragment, drawing = item["target"]["selector"]
            assert item["type"] == "Annotation" and fragment["type"] == "FragmentSelector"
            x, y, width, height = map(float, fragment["value"].removeprefix("xywh=pixel:").split(","))
            assert drawing["type"] == "SvgSelector" and drawing["value"].startswith("<svg xmlns=")
            assert width > 0 and height > 0


def check_csv(folder, images):
    with open(folder / "csv", newline="") as file:
        rows = {row["label"]: row for row in csv.DictReader(file)}
    assert len(rows) == 24
    for image in images:
        assert rows[image["label"]]["sha256"] == image["sha256"] and rows[image["label"]]["system"] == image["system"]


def main():
    folder = pathlib.Path(sys.argv[1])
    images = json.loads((folder / "show.json").read_text())["images"]
    assert len(images) == 6
    for check in (check_colmap, check_colmap_text, check_coco, check_web_annotations, check_csv):
        check(folder, images)
        print(f"{check.__name__[6:]}: as the library has it")


if __name__ == "__main__":
    main()
