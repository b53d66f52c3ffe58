"""Pages about industry chains: the list, and one chain's board."""

from fastapi import APIRouter

router = APIRouter(include_in_schema=False)
