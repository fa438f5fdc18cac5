"""A mail server that accepts mail over STARTTLS from clients with the password, and writes it to a file.

python mail_server.py CERTIFICATE KEY FILE
"""

import base64
import os
import socket
import ssl
import sys
import threading

CERTIFICATE, KEY, FILE = sys.argv[1:]
PORT = int(os.environ["EMAIL_PORT"])
USER, PASSWORD = os.environ["EMAIL_HOST_USER"], os.environ["EMAIL_HOST_PASSWORD"]


def serve(connection):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(CERTIFICATE, KEY)
    lines = connection.makefile("rb")
    encrypted = known = False

    def say(line):
        connection.sendall(line.encode() + b"\r\n")

    say("220 mail")
    while line := lines.readline():
        command = line.decode().strip()
        match command.split(" ")[0].upper():
            case "EHLO":
                say("250-mail\r\n250 AUTH PLAIN" if encrypted else "250-mail\r\n250 STARTTLS")
            case "STARTTLS":
                say("220 go on")
                connection = context.wrap_socket(connection, server_side=True)
                lines, encrypted = connection.makefile("rb"), True
            case "AUTH" if encrypted:
                _, user, password = base64.b64decode(command.split(" ")[2]).decode().split("\0")
                known = (user, password) == (USER, PASSWORD)
                say("235 welcome" if known else "535 wrong password")
            case "DATA" if known:
                say("354 go on")
                mail = []
                while (part := lines.readline()) != b".\r\n":
                    mail.append(part.decode())
                with open(FILE, "a") as file:
                    file.write("".join(mail) + "\f")
                say("250 queued as 1")
            case "QUIT":
                say("221 bye")
                return
            case _:
                say("250 ok" if known else "530 log in first")


with socket.create_server(("0.0.0.0", PORT)) as listening:
    print("listening", flush=True)
    while True:
        threading.Thread(target=serve, args=[listening.accept()[0]], daemon=True).start()
