"""What the commands have in common in reading their options."""


def chosen(text, known, what):
    """The names in a comma-separated text, in the order of those known; all of them if there is no text."""
    names = text.split(",") if text else list(known)
    unknown = [name for name in names if name not in known]
    if unknown:
        raise SystemExit("No such %s: %s; there are %s" % (what, ", ".join(unknown), ", ".join(known)))
    return [name for name in known if name in names]
