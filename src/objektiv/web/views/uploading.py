"""Files that must not touch a disk while they are sent."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest


class InMemory(FileUploadHandler):
    """Keeps what is sent in memory; above the limit the file is left out and said to be."""

    def __init__(self, request: HttpRequest, limit: int) -> None:
        super().__init__(request)
        self.limit, self.taken = limit, 0
        request.too_large = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.body = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.taken += len(raw_data)
        if self.taken > self.limit:
            self.request.too_large = True
            raise SkipFile
        self.body.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self.body.seek(0)
        return InMemoryUploadedFile(
            self.body, self.field_name, self.file_name, self.content_type, file_size, self.charset
        )
