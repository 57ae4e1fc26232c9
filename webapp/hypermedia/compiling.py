"""Compiling templates: what in them follows from the language and the program alone is worked out then, not for each page.

Most of a page is such: its words, its icons, the addresses of its sections. Jinja puts what is constant together with the
markup around it, so that none of it is called, looked up or escaped any more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import Environment, FileSystemBytecodeCache, nodes
from jinja2.visitor import NodeTransformer


class Compiling(Environment):
    """`known` are names with the texts that they stand for, `pure` functions that give the same for the same at any time."""

    known: Mapping[str, str] = {}
    pure: Mapping[str, Callable[..., Any]] = {}

    def _generate(self, source: nodes.Template, *args: Any, **named: Any) -> str:
        # A name that a template gives to something of its own is not ours.
        own = {name.name for name in source.find_all(nodes.Name) if name.ctx != "load"}
        Folding(self, own).visit(source)
        return super()._generate(source, *args, **named)


class Folding(NodeTransformer):
    """Puts constants in the place of what is known beforehand."""

    def __init__(self, environment: Compiling, own: set[str]) -> None:
        self.environment = environment
        self.known = {name: text for name, text in environment.known.items() if name not in own}
        self.pure = {name: function for name, function in environment.pure.items() if name not in own}

    def visit_Name(self, node: nodes.Name) -> nodes.Expr:  # noqa: N802 - Jinja's names
        return self._constant(self.known[node.name], node) if node.name in self.known else node

    def visit_Call(self, node: nodes.Call) -> nodes.Expr:  # noqa: N802
        self.generic_visit(node)
        function = self.pure.get(node.node.name) if isinstance(node.node, nodes.Name) else None
        values = [*node.args, *(given.value for given in node.kwargs)]
        if function is None or node.dyn_args or node.dyn_kwargs or not all(isinstance(v, nodes.Const) for v in values):
            return node
        named = {given.key: given.value.as_const() for given in node.kwargs}
        return self._constant(function(*(arg.as_const() for arg in node.args), **named), node)

    def _constant(self, value: Any, node: nodes.Node) -> nodes.Const:
        return nodes.Const(value, lineno=node.lineno, environment=self.environment)


class Compiled(FileSystemBytecodeCache):
    """Templates are compiled once for a data folder, not at each start: that takes a second. What changed is compiled anew, be
    it a template or the `program` around it."""

    def __init__(self, folder: str, locale: str, program: str) -> None:
        super().__init__(folder)
        self.locale, self.program = locale, program

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        return super().get_cache_key(f"{self.locale}:{name}", filename)

    def get_source_checksum(self, source: str) -> str:
        return super().get_source_checksum(source + self.program)
