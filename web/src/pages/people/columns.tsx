/** The columns of the list of people, and what one person's skills and contract say in words. */
import type { PersonContract, PersonLine } from "../../api/views";
import { count } from "../../format/numbers";
import type { Text } from "../../i18n/language";
import { useText } from "../../i18n/language";
import { Link } from "../../parts/Link";
import type { Column } from "../../parts/LiveTable";

/** Ids of all columns; the name comes first and always stays. */
export const columnIds = [
  "name",
  "number",
  "team",
  "site",
  "skills",
  "agents",
  "contract",
  "leads",
  "hired",
  "left",
];

export const firstColumns = [
  "name",
  "number",
  "team",
  "skills",
  "agents",
  "contract",
  "site",
  "hired",
];

/** What the server sorts by. */
const sortable = ["name", "number", "team", "site", "hired"];

export function peopleColumns(text: Text): Column<PersonLine>[] {
  const word = (
    id: string,
    name: string,
    width: number,
    read: (person: PersonLine) => string | null | undefined,
  ): Column<PersonLine> => ({
    id,
    title: name,
    name,
    width,
    draw: (person) => <span className="cell-words">{read(person) || "–"}</span>,
    value: sortable.includes(id) ? read : undefined,
  });
  return [
    {
      id: "name",
      title: text("people.name"),
      name: text("people.name"),
      width: 190,
      draw: (person) => <PersonName person={person} />,
      value: (person) => person.name,
    },
    word("number", text("people.number"), 110, (person) => person.number),
    word("team", text("people.team"), 180, (person) => person.team?.name),
    word("site", text("people.site"), 150, (person) => person.site?.name),
    word("skills", text("people.skills"), 200, (person) => skillsText(person, text)),
    word("agents", text("people.agents"), 160, (person) =>
      person.agents.map((agent) => agent.name).join("、"),
    ),
    word("contract", text("people.contract"), 200, (person) =>
      person.contract ? contractText(person.contract, text) : null,
    ),
    word("leads", text("people.leads"), 160, (person) =>
      person.leads.map((team) => team.name).join("、"),
    ),
    word("hired", text("people.hired"), 110, (person) => person.hired_on),
    word("left", text("people.left"), 110, (person) => person.left_on),
  ];
}

export function PersonName({ person }: { person: PersonLine }) {
  const text = useText();
  return (
    <>
      <Link to={`/people/${person.id}`} className="row-link">
        {person.name}
      </Link>
      {person.is_protected && (
        <span className="protected-mark" title={text("people.protected_hint")}>
          {text("people.protected")}
        </span>
      )}
    </>
  );
}

export function skillsText(person: PersonLine, text: Text): string {
  const one = ({ name, level }: { name: string; level: number }) =>
    text("people.skill_level", { skill: name, level });
  return person.skills.map(one).join("、");
}

/** The hours, and what is out of the ordinary. */
export function contractText(contract: PersonContract, text: Text): string {
  const parts = [text("people.hours", { hours: count(contract.hours_per_week) })];
  if (contract.is_part_time) parts.push(text("people.part_time"));
  if (!contract.night_allowed) parts.push(text("people.no_nights"));
  return parts.join(" · ");
}
