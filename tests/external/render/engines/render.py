"""Renders templates with the engine named by the argument.

Reads JSON lines `{"template": …, "values": {…}}` and writes `{"text": …}` or `{"error": …}` for each.
"""

import functools
import json
import re
import subprocess
import sys


class Flag:
    """A boolean that prints as JSON does; Python would print `True`."""

    _CHEVRON_return_scope_when_falsy = True

    def __init__(self, value):
        self.value = value

    def __bool__(self):
        return self.value

    def __str__(self):
        return "true" if self.value else "false"

    __repr__ = __str__


def with_flags(value):
    if value == "λ":  # a function that leaves the text of its section as it is
        return lambda text: text
    if isinstance(value, dict):
        return {key: with_flags(it) for key, it in value.items()}
    if isinstance(value, list):
        return [with_flags(it) for it in value]
    return Flag(value) if isinstance(value, bool) else value


def chevron():
    import chevron

    return lambda template, values: chevron.render(template, with_flags(values))


def pystache():
    import pystache

    renderer = pystache.Renderer(missing_tags="ignore", escape=lambda text: text)
    parse = functools.lru_cache(1)(pystache.parse)
    return lambda template, values: renderer.render(parse(template), with_flags(values))


def jinja2(trim_blocks=True, lstrip_blocks=False, undefined="StrictUndefined"):
    """With the settings and the filters of Ansible's `template`."""
    import jinja2

    environment = jinja2.Environment(
        trim_blocks=trim_blocks,
        lstrip_blocks=lstrip_blocks,
        keep_trailing_newline=True,
        undefined=getattr(jinja2, undefined),
        extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"],
    )
    environment.filters["to_json"] = json.dumps
    environment.filters["to_nice_json"] = lambda it, indent=4: json.dumps(it, indent=indent)
    environment.filters["bool"] = lambda it: str(it).lower() in ("1", "true", "yes", "on")
    environment.filters["basename"] = lambda it: it.rsplit("/", 1)[-1]
    environment.filters["mandatory"] = lambda it: it
    parse = functools.lru_cache(1)(environment.from_string)
    return lambda template, values: parse(template).render(values)


def program(arguments, environment):
    done = subprocess.run(
        arguments[:-1], input=arguments[-1], env=environment, capture_output=True, text=True
    )
    if done.returncode or done.stderr:
        raise ValueError(done.stderr or f"exit code {done.returncode}")
    return done.stdout


def as_environment(values):
    text = {key: it if isinstance(it, str) else json.dumps(it) for key, it in values.items()}
    return {"PATH": "/usr/bin:/bin", **text}


def envsubst():
    return lambda template, values: program(["envsubst", template], as_environment(values))


def sh():
    """As the body of an unquoted heredoc."""

    def render(template, values):
        script = f"cat <<END_OF_TEMPLATE\n{template}\nEND_OF_TEMPLATE\n"
        return program(["sh", script], as_environment(values)).removesuffix("\n")

    return render


def script():
    """A shell script that prints JSON."""
    return lambda template, values: program(["sh", template], as_environment(values))


def between(mark):
    """`@NAME@` or `%NAME%`, as a `sed` in a deployment script does it."""

    def render(template, values):
        names = "|".join(re.escape(name) for name in values)
        return re.sub(f"{mark}({names}){mark}", lambda it: str(values[it[1]]), template)

    return render


ENGINES = {
    "chevron": chevron,
    "pystache": pystache,
    "jinja2": jinja2,
    "jinja2-plain": lambda: jinja2(trim_blocks=False, undefined="Undefined"),
    "jinja2-trimmed": lambda: jinja2(lstrip_blocks=True, undefined="Undefined"),
    "envsubst": envsubst,
    "sh": sh,
    "script": script,
    "at": lambda: between("@"),
    "percent": lambda: between("%"),
}


def main(engine):
    render = ENGINES[engine]()
    for line in sys.stdin:
        job = json.loads(line)
        try:
            answer = {"text": render(job["template"], job["values"])}
        except Exception as error:  # whatever the engine may think of
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


main(sys.argv[1])
