"""What axe, a checker for accessibility, has to say of a page."""

from __future__ import annotations

from typing import Any

from playwright.async_api import Page

from tests.browser.node_tools import axe_source

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


async def complaints(page: Page) -> list[str]:
    """Return each violation of WCAG 2.2 A and AA and of good practice, with where it is."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(f"{axe_source()}; undefined")
    found: dict[str, Any] = await page.evaluate(
        "tags => axe.run(document, { runOnly: tags, resultTypes: ['violations'] })", TAGS
    )
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]
