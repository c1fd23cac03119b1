"""Our patches and results in the hands of other people's code.

Reads a manifest, one case a line: name, file before, file after, plan document, separated by tabs.
Every patch is applied by the `jsonpatch` package and must lead to the file after; every converted
app must be one that the `marathon` client library can make an app of.
"""

import decimal
import inspect
import json
import logging
import re
import sys

import jsonpatch
from marathon.models import MarathonApp
from marathon.models.container import (
    MarathonContainer,
    MarathonContainerPortMapping,
    MarathonContainerVolume,
)
from marathon.models.app import MarathonHealthCheck, PortDefinition
from marathon.util import to_snake_case


def load(path):
    with open(path, encoding="utf-8-sig") as file:
        return json.load(file, parse_float=decimal.Decimal)


def resolve(document, pointer):
    for token in pointer.split("/")[1:]:
        token = token.replace("~1", "/").replace("~0", "~")
        document = document[int(token)] if isinstance(document, list) else document[token]
    return document


def known(cls, members):
    """What the library knows of; Marathon has grown since, and ignores what it does not know."""
    names = inspect.signature(cls.__init__).parameters
    return {
        key: value
        for key, value in members.items()
        if to_snake_case(key) in names and value is not None
    }


def in_its_words(app):
    """The app without what the library does not know, and in the only letters that it takes."""
    app = known(MarathonApp, app)
    # What a template or a variable will say is not known; some name.
    app["id"] = re.sub(r"\{\{.*?\}\}|\$\{\w+\}|\$\w+", "x", app.get("id", "x"))
    container = app.get("container")
    if container:
        container = app["container"] = known(MarathonContainer, container)
        container["type"] = container.get("type", "DOCKER").upper()
        if "volumes" in container:
            volumes = [known(MarathonContainerVolume, it) for it in container["volumes"]]
            for volume in volumes:
                volume["mode"] = volume.get("mode", "RW").upper()
            container["volumes"] = volumes
        if "portMappings" in container:
            mappings = [known(MarathonContainerPortMapping, it) for it in container["portMappings"]]
            for mapping in mappings:
                mapping["protocol"] = mapping.get("protocol", "tcp").lower()
            container["portMappings"] = mappings
    for name, cls in (("healthChecks", MarathonHealthCheck), ("portDefinitions", PortDefinition)):
        if name in app:
            app[name] = [known(cls, it) for it in app[name]]
    return app


def check_app(app):
    """What the library makes of a converted app says what we mean."""
    key = app["container"]["docker"]["pullConfig"]["secret"]
    source = app["secrets"][key]["source"]
    made = MarathonApp.from_json(in_its_words(json.loads(json.dumps(app, default=float))))
    assert made.container.type == "MESOS", "the type"
    assert made.container.docker.image == app["container"]["docker"]["image"], "the image"
    assert not made.container.docker.parameters, "parameters are left"
    assert not made.container.docker.port_mappings, "inner port mappings are left"
    assert made.secrets[key].source == source, "the secret"


def check(before, after, plan):
    """The number of patches and of apps."""
    document, expected, plan = load(before), load(after), load(plan)
    definitions = [it for file in plan["files"] for it in file["definitions"] if it["patch"]]
    for definition in definitions:
        document = jsonpatch.apply_patch(document, definition["patch"])
    assert document == expected, "the patches lead elsewhere"
    apps = [it for it in definitions if it["kind"] == "app"]
    for app in apps:
        check_app(resolve(document, app["pointer"]))
    return len(definitions), len(apps)


def main(manifest):
    cases = patches = apps = 0
    failures = []
    with open(manifest, encoding="utf-8") as lines:
        for line in lines:
            name, *files = line.rstrip("\n").split("\t")
            cases += 1
            try:
                found = check(*files)
            except Exception as error:  # whatever the libraries may think of
                failures.append(f"{name}: {type(error).__name__}: {error}")
            else:
                patches += found[0]
                apps += found[1]
    print(f"{cases} cases, {patches} patches applied, {apps} apps loaded")
    print("\n".join(failures))
    if failures or not patches or not apps:
        sys.exit(1)


logging.disable()
main(sys.argv[1])
