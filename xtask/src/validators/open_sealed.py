"""Opens what examples/sealed.rs has sealed, with programs that are not ours: OpenSSL by way of `cryptography`, and
the real sops with the real age inside. Says nothing when every value is there, byte for byte."""

import base64
import json
import os
import pathlib
import subprocess
import sys

import yaml
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

made, keys, sops = (pathlib.Path(argument) for argument in sys.argv[1:])
private = serialization.load_pem_private_key((keys / "controller.key").read_bytes(), None)


def unseal(text, label):
    """As the controller does it: two bytes of length, the session key by RSA-OAEP, the value by AES-GCM."""
    data = base64.b64decode(text, validate=True)
    length = int.from_bytes(data[:2], "big")
    oaep = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), label.encode())
    session = private.decrypt(data[2 : 2 + length], oaep)
    return AESGCM(session).decrypt(bytes(12), data[2 + length :], None)


def decrypt(file, *options):
    environment = {**os.environ, "SOPS_AGE_KEY_FILE": str(keys / "identity.txt")}
    ran = subprocess.run(
        [sops, "decrypt", *options, file], env=environment, capture_output=True, check=False, text=True
    )
    assert ran.returncode == 0, f"{file.name}: {ran.stderr}"
    return ran.stdout


def same(what, found, expected):
    assert found == expected, f"{what}: {found!r:.200} is not {expected!r:.200}"


opened = 0
values = json.loads((made / "values.json").read_text())
for value in values:
    same("a sealed value", unseal(value["sealed"], value["label"]), base64.b64decode(value["value"]))
    opened += 1
try:
    unseal(values[0]["sealed"], "another/label")
except ValueError:
    pass
else:
    raise AssertionError("a sealed value opens under another label")
same("odd values by sops", json.loads(decrypt(made / "odd.sops.yaml", "--output-type", "json")), json.loads((made / "odd.json").read_text()))
opened += 1

for file in sorted(made.glob("[0-9].*.yaml")):
    number, form, scope, _ = file.name.split(".")
    expected = json.loads((made / f"{number}.expected.json").read_text())
    text = file.read_text() if form == "sealed" else decrypt(file)
    found = {}
    for document in yaml.safe_load_all(text):
        namespace, name = document["metadata"]["namespace"], document["metadata"]["name"]
        if form == "sealed":
            label = {"strict": f"{namespace}/{name}", "namespace-wide": namespace, "cluster-wide": ""}[scope]
            annotations = document["metadata"].get("annotations", {})
            same("the scope", scope == "strict" or annotations[f"sealedsecrets.bitnami.com/{scope}"] == "true", True)
            encrypted = document["spec"]["encryptedData"]
            found[name] = {key: unseal(value, label).decode() for key, value in encrypted.items()}
        else:
            same("what sops leaves", "sops" in document, False)
            found[name] = {key: base64.b64decode(value).decode() for key, value in document["data"].items()}
    same(file.name, found, expected)
    opened += 1

# One letter of one value exchanged: the digest over all of them must notice.
damaged = made / "damaged.sops.yaml"
text = json.loads((made / "odd.sops.yaml").read_text())
text["kind"] = "Even"
damaged.write_text(json.dumps(text))
try:
    decrypt(damaged)
except AssertionError:
    pass
else:
    raise AssertionError("sops did not notice that a value was exchanged")
print(opened)
