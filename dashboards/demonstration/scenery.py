"""Photos of the demonstration's field: drawn, so that nobody and nothing real is on them."""

import io

from PIL import Image, ImageDraw

from dashboards.demonstration.chance import between

_SIZE = (800, 600)
_GROUND = 380


def drawn(*words: object) -> bytes:
    """Return a JPEG of a house before hills under the sky; the same words draw the same one."""
    image = Image.new("RGB", _SIZE, (int(between(120, 190, "red", *words)), 200, 235))
    draw = ImageDraw.Draw(image)
    for hill in range(3):
        top = between(150, 300, "hill", hill, *words)
        left = between(-200, 500, "left", hill, *words)
        shade = 90 + 30 * hill
        draw.polygon([(left, _GROUND), (left + 300, top), (left + 640, _GROUND)], fill=(60, shade, 80))
    draw.rectangle((0, _GROUND, *_SIZE), fill=(120, int(between(140, 180, "field", *words)), 80))
    east = between(120, 460, "house", *words)
    wall = tuple(int(between(150, 235, colour, *words)) for colour in ("wall-red", "wall-green", "wall-blue"))
    draw.rectangle((east, 330, east + 200, 470), fill=wall)
    draw.polygon([(east - 25, 330), (east + 100, 240), (east + 225, 330)], fill=(150, 70, 50))
    draw.rectangle((east + 80, 390, east + 125, 470), fill=(90, 60, 40))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()
