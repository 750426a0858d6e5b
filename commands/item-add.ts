import { z } from 'zod'
import { defineCommand } from '../src/command.ts'
import { exampleDay, TUESDAY } from '../src/domain/example-day.ts'
import { boundDay } from '../src/lookup/days.ts'
import { DECIDED, decidedArguments, namedDecision } from '../src/plan-changes/decided.ts'
import { addItem } from '../src/plan-changes/joining.ts'

const INSIDE = '<new:new-ref> in <within:item> [as <level>] [for <role>] [by <date>] <title:answer>'
const OUTERMOST = '<new:new-ref> as <level> [for <role>] [by <date>] <title:answer>'

export default defineCommand({
  summary: 'Add an item to the plan, with its owner and date',
  for: 'coordinator',
  otherwise: 'Ask for it in a line: tell coordinator <what should join the plan, and where>',
  forms: [`${INSIDE} ${DECIDED}`, INSIDE, `${OUTERMOST} ${DECIDED}`, OUTERMOST],
  examples: ({ references, roles, bodies, today }) => {
    const within = [...references.values()].findLast(({ place }) => place === 'rolled-up')?.ref ?? 'A1'
    const body = bodies[1]?.code ?? bodies[0]?.code
    return [
      `item add ${within}(z) in ${within} for ${roles[0]?.code} by ${exampleDay(today, 12)} Review the training each term decided ${body} ${exampleDay(today, -2, TUESDAY)} minute 4.3`,
    ]
  },
  arguments: z.object({
    new: z.string().trim().min(1).max(30),
    within: z.string().optional(),
    level: z.string().optional(),
    role: z.string().optional(),
    date: boundDay.optional(),
    title: z.string().trim().min(1).max(500),
    ...decidedArguments,
  }),
  changes: true,
  async run(context, { new: ref, within, level, role, date, title, ...decision }) {
    const where = `${within === undefined ? '' : ` in ${within}`}${level === undefined ? '' : ` as ${level}`}`
    const who = role === undefined ? '' : ` for ${role}`
    const when = date === undefined ? '' : ` by ${date.on}`
    const named = namedDecision(decision, `item add ${ref}${where}${who}${when} ${title}`)
    return addItem(context, { ref, within, level, owner: role, due: date, title, named })
  },
})
