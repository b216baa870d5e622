"""Draws line charts as SVG, legible on light and dark pages: on a light card of their own."""
import dataclasses
import math
from xml.sax.saxutils import escape

# Colours that colour-blind people can tell apart (Okabe and Ito), with a shape each.
_STYLES = (("#0072b2", "circle"), ("#d55e00", "square"), ("#009e73", "triangle"), ("#cc79a7", "diamond"),
           ("#e69f00", "circle"), ("#56b4e9", "square"), ("#555555", "triangle"))
_WIDTH, _HEIGHT = 470, 310
_LEFT, _RIGHT, _TOP, _BOTTOM = 68, 18, 40, 58
_LEGEND = 44
_COLUMNS = 2


@dataclasses.dataclass(frozen=True)
class Panel:
    """One chart; series are lists of (x, y) by name."""
    title: str
    x_label: str
    y_label: str
    series: dict
    log_x: bool = False
    log_y: bool = False
    bytes_x: bool = False


class _Scale:
    """Maps values to pixels. Zero has a place on a logarithmic scale, too: left of the least other value."""

    def __init__(self, values, start, end, log, rounded):
        self._log, self._start, self._end = log, start, end
        self._least = min([value for value in values if value > 0] or [1])
        self.low, self.high = self._place(min(values)), self._place(max(values))
        if rounded and log:
            self.low, self.high = math.floor(self.low), math.ceil(self.high)
        elif rounded:
            self.low, self.high = 0, self.high * 1.05
        if self.high <= self.low:
            self.high = self.low + 1

    def __call__(self, value):
        share = (self._place(value) - self.low) / (self.high - self.low)
        return self._start + share * (self._end - self._start)

    def _place(self, value):
        if not self._log:
            return value
        return math.log10(value) if value > 0 else math.log10(self._least) - 1

    def ticks(self):
        """Round values on a scale with rounded ends."""
        if self._log:
            return [10 ** decade for decade in range(self.low, self.high + 1)]
        decade = 10 ** math.floor(math.log10(self.high))
        step = next(decade * factor for factor in (0.1, 0.2, 0.5, 1, 2) if self.high / (decade * factor) <= 6)
        return [index * step for index in range(int(self.high / step) + 1)]


def figure(title, panels):
    """The text of an SVG file."""
    names = list(dict.fromkeys(name for panel in panels for name in panel.series))
    columns = min(_COLUMNS, len(panels))
    width = max(_WIDTH, columns * _WIDTH)
    height = _LEGEND + math.ceil(len(panels) / columns) * _HEIGHT
    parts = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img">'
             % (width, height, width, height),
             "<title>%s</title>" % escape(title),
             '<rect width="%d" height="%d" rx="8" fill="#ffffff" stroke="#d0d7de"/>' % (width, height),
             '<g font-family="system-ui, sans-serif" font-size="12" fill="#24292f">', _legend(names)]
    for index, panel in enumerate(panels):
        place = (index % columns * _WIDTH, _LEGEND + index // columns * _HEIGHT)
        parts.append('<g transform="translate(%d %d)">%s</g>' % (*place, _panel(panel, names)))
    return "\n".join(parts + ["</g>", "</svg>", ""])


def _legend(names):
    parts, x = [], 24
    for name in names:
        parts.append(_line(x, 26, x + 26, 26, _style(names, name)[0], 2.5))
        parts.append(_marker(x + 13, 26, *_style(names, name)))
        parts.append(_text(x + 33, 30, name, "start"))
        x += 56 + 7 * len(name)
    return "\n".join(parts)


def _panel(panel, names):
    points = [point for series in panel.series.values() for point in series]
    if not points:
        return ""
    x = _Scale([x for x, _ in points], _LEFT, _WIDTH - _RIGHT, panel.log_x, rounded=False)
    y = _Scale([y for _, y in points], _HEIGHT - _BOTTOM, _TOP, panel.log_y, rounded=True)
    middle = (_LEFT + _WIDTH - _RIGHT) / 2
    parts = [_text(middle, 22, panel.title, "middle", ' font-weight="600" font-size="13"'),
             _text(middle, _HEIGHT - 16, panel.x_label, "middle"),
             _text(0, 0, panel.y_label, "middle",
                   ' transform="translate(18 %d) rotate(-90)"' % ((_TOP + _HEIGHT - _BOTTOM) / 2))]
    for tick in y.ticks():
        parts.append(_line(_LEFT, y(tick), _WIDTH - _RIGHT, y(tick), "#d0d7de", 1))
        parts.append(_text(_LEFT - 8, y(tick) + 4, _number(tick), "end"))
    for tick in _thinned(sorted({x for x, _ in points}), x):
        parts.append(_line(x(tick), _HEIGHT - _BOTTOM, x(tick), _HEIGHT - _BOTTOM + 5, "#57606a", 1))
        label = _bytes(tick) if panel.bytes_x else _number(tick)
        parts.append(_text(x(tick), _HEIGHT - _BOTTOM + 19, label, "middle"))
    parts.append(_line(_LEFT, _HEIGHT - _BOTTOM, _WIDTH - _RIGHT, _HEIGHT - _BOTTOM, "#57606a", 1))
    for name, series in reversed(panel.series.items()):
        color, shape = _style(names, name)
        corners = " ".join("%.1f,%.1f" % (x(at), y(value)) for at, value in sorted(series))
        parts.append('<polyline points="%s" fill="none" stroke="%s" stroke-width="%s"/>'
                     % (corners, color, 2.5 if name == names[0] else 1.6))
        parts += [_marker(x(at), y(value), color, shape) for at, value in series]
    return "\n".join(parts)


def _style(names, name):
    return _STYLES[names.index(name) % len(_STYLES)]


def _thinned(values, scale):
    """Leaves out what would overlap."""
    kept = []
    for value in values:
        if not kept or scale(value) - scale(kept[-1]) >= 34:
            kept.append(value)
    return kept


def _text(x, y, text, anchor, more=""):
    return '<text x="%.1f" y="%.1f" text-anchor="%s"%s>%s</text>' % (x, y, anchor, more, escape(text))


def _line(x1, y1, x2, y2, color, width):
    return '<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" stroke="%s" stroke-width="%s"/>' % (
        x1, y1, x2, y2, color, width)


def _marker(x, y, color, shape):
    if shape == "circle":
        return '<circle cx="%.1f" cy="%.1f" r="3.5" fill="%s"/>' % (x, y, color)
    corners = {"square": ((-3, -3), (3, -3), (3, 3), (-3, 3)), "triangle": ((0, -4.5), (4.2, 3), (-4.2, 3)),
               "diamond": ((0, -4.6), (4.6, 0), (0, 4.6), (-4.6, 0))}[shape]
    return '<polygon points="%s" fill="%s"/>' % (
        " ".join("%.1f,%.1f" % (x + dx, y + dy) for dx, dy in corners), color)


def _number(value):
    for size, letter in ((1_000_000, "M"), (1000, "k")):
        if value >= size:
            return "%g %s" % (value / size, letter)
    return "%g" % value


def _bytes(value):
    for size, unit in ((1 << 20, "MiB"), (1 << 10, "KiB")):
        if value >= size:
            return "%g %s" % (value / size, unit)
    return "%g" % value
