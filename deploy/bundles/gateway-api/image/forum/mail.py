"""Asks the mail server as the forum does: python -m forum.mail [address]

Connects, encrypts and logs in; with an address it sends a mail there. Prints one line, and ends with 1 when
mail would not have been sent.
"""

import smtplib
import socket
import ssl
import sys

import django
from django.conf import settings
from django.core.mail import EmailMessage, get_connection

HOW = "STARTTLS" if settings.EMAIL_USE_TLS else "TLS" if settings.EMAIL_USE_SSL else "no encryption"


def main():
    django.setup()
    server = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    if not settings.EMAIL_HOST:
        sys.exit("the forum has no mail server: mail is dropped")
    try:
        print(f"{server} {ask(*sys.argv[1:2])}")
    except (OSError, smtplib.SMTPException) as error:
        print(f"{server} {reason(error)}")
        sys.exit(1)


def ask(address=None):
    connection = get_connection()
    connection.open()
    # As Django decides it: without a password it does not log in.
    user = connection.username if connection.password else ""
    if not address:
        connection.close()
        return f"answers ({HOW})" + (f" and takes the login of {user}" if user else "; no login is used")
    mail = EmailMessage("Test mail", f"The forum at {settings.FORUM_ADDRESS} can send mail.", to=[address])
    # Django's own way to send keeps the answer to itself.
    server = connection.connection
    for code, text in [server.mail(settings.DEFAULT_FROM_EMAIL), server.rcpt(address)]:
        if code not in (250, 251):
            raise smtplib.SMTPResponseException(code, text)
    code, text = server.data(mail.message().as_bytes(linesep="\r\n"))
    connection.close()
    if code != 250:
        raise smtplib.SMTPResponseException(code, text)
    return f"took a mail to {address}: {code} {text.decode(errors='replace')}"


def reason(error):
    """What to say of it, the most particular first."""
    match error:
        case socket.gaierror():
            return f"has a name that does not resolve: {error.strerror}"
        case ConnectionRefusedError():
            return "refuses the connection"
        case TimeoutError():
            return f"did not answer within {settings.EMAIL_TIMEOUT} seconds"
        case ssl.SSLCertVerificationError():
            return f"shows a certificate that is not trusted: {error.verify_message}"
        case ssl.SSLError():
            return f"does not speak {HOW} on this port: {error.reason}"
        case smtplib.SMTPAuthenticationError():
            return f"refuses the login of {settings.EMAIL_HOST_USER}: {answer(error)}"
        case smtplib.SMTPNotSupportedError():
            return f"does not offer what the plan asks for ({HOW}): {error}"
        case smtplib.SMTPServerDisconnected():
            return f"hung up: {error}"
        case smtplib.SMTPResponseException():
            return f"refuses: {answer(error)}"
        case _:
            return f"cannot be reached: {error}"


def answer(error):
    text = error.smtp_error
    return f"{error.smtp_code} {text.decode(errors='replace') if isinstance(text, bytes) else text}"


if __name__ == "__main__":
    main()
