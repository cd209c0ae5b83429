"""What the services write into the audit trail, read from their code: which field of which kind of row."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
APPS = ("u2t", "tambon", "datasets", "workforce", "dashboards")
_DEEPEST = 6


@dataclass
class Recorded:
    """The fields that one call records; `open` holds the code of which no field can be read."""

    module: str
    function: str
    names: set[str] = field(default_factory=set)
    open: set[str] = field(default_factory=set)


def recorded() -> list[Recorded]:
    """Return what each call of the audit trail records."""
    return [found for app in APPS for path in sorted((ROOT / app).rglob("*.py")) for found in _Module(path).calls()]


class _Module:
    def __init__(self, path: Path) -> None:
        self.tree = ast.parse(path.read_text())
        self.name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        self.functions = {one.name: one for one in ast.walk(self.tree) if isinstance(one, ast.FunctionDef)}
        self.classes = {one.name: one for one in ast.walk(self.tree) if isinstance(one, ast.ClassDef)}

    def calls(self) -> Iterator[Recorded]:
        for function in self.functions.values():
            for call in (one for one in ast.walk(function) if isinstance(one, ast.Call)):
                given = {one.arg: one.value for one in call.keywords}
                if ast.unparse(call.func).startswith("audit.record") and (given.keys() & {"changes", "events"}):
                    found = Recorded(self.name, function.name)
                    self._read(given.get("changes") or given["events"], function, found, 0)
                    yield found

    def _read(self, code: ast.expr, where: ast.FunctionDef, found: Recorded, depth: int) -> None:
        """Add the names that a mapping of changes has, or a list of events."""
        parts = self._parts(code, where) if depth < _DEEPEST else None
        if parts is None:
            found.open.add(ast.unparse(code))
            return
        for part in parts:
            if isinstance(part, str):
                found.names.add(part)
            else:
                self._read(part, where, found, depth + 1)

    def _parts(self, code: ast.expr, where: ast.FunctionDef) -> list[ast.expr | str] | None:
        match code:
            case ast.Name(id=name):
                return self._assigned(name, where)
            case ast.Call():
                return self._called(code, where)
        return _written(code)

    def _assigned(self, name: str, where: ast.FunctionDef) -> list[ast.expr | str] | None:
        """Return all that a name stands for: in the function, in its module, or as an argument."""
        values: list[ast.expr | str] = []
        for scope in (where, self.tree):
            for one in ast.walk(scope) if scope is where else self.tree.body:
                match one:
                    case (
                        ast.Assign(targets=[ast.Name(id=found)], value=value)
                        | ast.AnnAssign(target=ast.Name(id=found), value=value)
                        | ast.AugAssign(target=ast.Name(id=found), value=value)
                    ) if found == name and value is not None:
                        values.append(value)
                    case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=found), slice=key)]) if found == name:
                        values.append(key)
            if values:
                return [value for value in values if not _is_itself(value, name)]
        return None

    def _called(self, code: ast.Call, where: ast.FunctionDef) -> list[ast.expr | str] | None:
        match ast.unparse(code.func), code.args:
            case "audit.difference" | "asdict", args:
                return [name for one in args for name in self._fields_of(one, where)]
            case "dict.fromkeys" | "fields" | "zip", [keys, *_rest]:
                return [keys]
            case called, _args if called in self.functions:
                returned = [one.value for one in ast.walk(self.functions[called]) if isinstance(one, ast.Return)]
                names = Recorded(self.name, called)
                for value in returned:
                    if value is not None:
                        self._read(value, self.functions[called], names, 2)
                return None if names.open else sorted(names.names)
            case called, [] if called.endswith(".items"):
                assert isinstance(code.func, ast.Attribute)
                return [code.func.value]
        return None

    def _fields_of(self, code: ast.expr, where: ast.FunctionDef) -> list[str]:
        """Return the fields of the dataclass of this module that an argument is of."""
        match code:
            case ast.Name(id=name):
                said = {one.arg: one.annotation for one in [*where.args.args, *where.args.kwonlyargs]}
                kind = ast.unparse(said[name]) if said.get(name) is not None else "Entry"
            case ast.Constant():
                return []
            case _:
                kind = "Entry"
        body = self.classes[kind].body
        return [one.target.id for one in body if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name)]


def _written(code: ast.expr) -> list[ast.expr | str] | None:
    """Return what a literal, a comprehension or a union is made of; nothing is read of one that is filled later."""
    parts: list[ast.expr | str] | None = None
    match code:
        case ast.Constant(value=value):
            parts = [value] if isinstance(value, str) else []
        case ast.Dict(keys=[_, *_] as keys, values=values):
            parts = [key if key is not None else value for key, value in zip(keys, values, strict=True)]
        case ast.BinOp(op=ast.BitOr(), left=left, right=right):
            parts = [left, right]
        case ast.DictComp(key=ast.Name(), generators=[one]):
            parts = [one.iter]
        case ast.ListComp(elt=ast.Tuple(elts=[_target, ast.Dict(keys=[]), _reason])):
            parts = []
        case ast.ListComp(elt=ast.Tuple(elts=[_target, changes, _reason])):
            parts = [changes]
        case ast.Tuple(elts=[_, *_] as elts):
            parts = list(elts)
    return parts


def _is_itself(value: ast.expr | str, name: str) -> bool:
    """Tell whether a value is only what the name stood for, with less in it."""
    return isinstance(value, ast.DictComp) and ast.unparse(value.generators[0].iter) == f"{name}.items()"
