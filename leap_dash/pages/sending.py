"""Files on their way to a browser: as what, under which name, kept by nobody, noted in the record.

What is in them is settled by whoever calls.
"""

from datetime import date, datetime
from typing import IO
from urllib.parse import quote
from uuid import UUID

from flask import Response, send_file

from leap_dash.context import Context
from leap_dash.exports import csv_file, xlsx_file
from leap_dash.exports.table import Form, Table, check_size, file_name
from leap_dash.services.exports import note_export


def send_table(
    ctx: Context,
    table: Table,
    form: Form,
    *,
    name: str,
    day: date,
    rows: int,
    org_id: UUID | None,
    subject: str,
    now: datetime,
) -> Response:
    """A list as a file. Noted before the first byte leaves: what is begun counts as taken.

    Raises BadInputError for a list of too many columns, and what `note_export` raises.
    """
    check_size(rows, len(table.columns))
    note(ctx, org_id=org_id, subject=subject, form=form, rows=rows, now=now)
    called = file_name(name, day, form)
    if form is Form.XLSX:
        return send_bytes(xlsx_file.xlsx_file(table, made_at=now), xlsx_file.MIME_TYPE, called)
    answer = Response(csv_file.csv_chunks(table), content_type=csv_file.MIME_TYPE)
    return _as_download(answer, called)


def send_bytes(file: IO[bytes], mime_type: str, name: str) -> Response:
    """A file that is whole, from its start; closed when it is sent."""
    return _as_download(send_file(file, mime_type, etag=False), name)


def note(
    ctx: Context, *, org_id: UUID | None, subject: str, form: str, rows: int, now: datetime
) -> None:
    """Write into the record that this viewer took so many rows. Raises ForbiddenError."""
    with ctx.writing() as (session, scope):
        note_export(session, scope, org_id=org_id, subject=subject, form=form, rows=rows, now=now)


def _as_download(answer: Response, name: str) -> Response:
    plain = name.encode("ascii", "ignore").decode()
    answer.headers["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    )
    # Marks of people: in no cache, and not in the browser's own either.
    answer.headers["Cache-Control"] = "no-store"
    return answer
