"""A line of the matrix, and who stands for whom in it. The modules beside this one hold the lines, by subject.

`Line(NAME, ARGUMENTS, own=…, other=…, rest=…)`: arguments are names of keys of the world (`=x` stands for itself);
`own` and `other` map an answer to the roles that get it for a thing in ต.แม่ท้อ of KPRU or in เชียงใหม่ of CMU, `rest` is
what everybody else signed in gets. `nation` and `here` stand for the roles over the nation, and for those whose area
covers ต.แม่ท้อ. Strangers are sent to the sign-in page (302), or get 401 from the API, unless the line says otherwise.
"""

from dataclasses import dataclass, field
from zlib import crc32

GROUPS = {
    "nation": "ministry steward auditor admin",
    "here": "worker pm am community province staff regional",
}
SAME = None
REFUSED = frozenset({403, 404})
#: Of how many roles that can tell no more, one is asked of another's thing too.
_SELDOM = 5


@dataclass(frozen=True)
class Line:
    name: str
    arguments: str = ""
    own: dict[int, str] = field(default_factory=dict)
    other: dict[int, str] | None = SAME
    rest: int = 200
    method: str = "get"
    stranger: int | None = None

    @property
    def sides(self):
        return ("own", "other") if self.arguments and not self.arguments.startswith("=x") else ("own",)

    def sides_for(self, role):
        """Which sides `role` is asked of, where another's thing cannot tell more than one's own.

        No scope should reach further away than at home: who is refused their own is seldom asked of another's, nor a
        stranger, nor those over the nation, to whom both are their own. Each address is asked of both sides by some
        of these roles all the same, and the thorough tests ask all.
        """
        answer = self.answer("own", role)
        alike = answer in REFUSED or role is None or role in GROUPS["nation"].split()
        is_its_turn = crc32(f"{self.method} {self.name} {role}".encode()) % _SELDOM == 0
        return self.sides[:1] if alike and answer == self.answer("other", role) and not is_its_turn else self.sides

    def answer(self, side, role):
        """What `role` gets; None asks for a stranger's."""
        if role is None:
            return self.stranger or (401 if self.name.startswith("api-") else 302)
        answers = self.own if side == "own" or self.other is SAME else self.other
        return next((status for status, roles in answers.items() if role in _expanded(roles)), self.rest)


def _expanded(roles):
    return {role for word in roles.split() for role in GROUPS.get(word, word).split()}


#: Who sees a contract of ต.แม่ท้อ and its person: the worker it is of, and those above.
SEE_WORK = "ministry auditor admin worker pm am province staff regional agency"
#: … and in เชียงใหม่: there the community's representative is the one at work.
SEE_ALL_WORK = "ministry auditor admin"
SEE_FAR_WORK = "ministry auditor admin community"
SEE_POSTS = "ministry auditor admin pm am province staff regional"
OTHER_POSTS = {200: SEE_ALL_WORK, 404: "pm am province staff regional agency"}
SEE_GUIDES = "nation here agency digital"
