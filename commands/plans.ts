import { type Context, defineCommand } from '../src/command.ts'
import { inOrder } from '../src/domain/day.ts'
import { count, longDay } from '../src/domain/format.ts'
import { hasEnded } from '../src/domain/plan-end.ts'
import { sayable } from '../src/domain/plan-name.ts'
import { buttons, columns, sentence, context as smallPrint, typed } from '../src/message.ts'

export default defineCommand({
  summary: 'List the plans that you have a part in',
  over: 'organisation',
  topics: 'plan which other several all',
  forms: [''],
  questions: ['plans', 'which|what plan|plans', 'plans do you|i|we have'],
  async run(context) {
    const plans = [...context.plans].sort((one, other) => inOrder(endOf(one), endOf(other)))
    const { model } = context
    return {
      message: sentence(
        `You have a part in ${count(plans.length, 'plan')}.`,
        {
          kind: 'table',
          caption: 'Your plans',
          columns: columns('Plan', 'Say', 'Items', 'State'),
          rows: plans.map((each) => [
            each.plan.title,
            sayable(each.plan),
            String(each.items.length),
            stateOf(each, context),
          ]),
          steps: plans.map((each) => ({ label: 'Status', line: `in ${sayable(each.plan)} status` })),
        },
        ...(plans.length > 1
          ? [
              smallPrint('To speak about one of them: ', typed(`in ${sayable(model.plan)} status`)),
              buttons({ label: 'Overdue in all', line: 'in all overdue' }),
            ]
          : []),
      ),
    }
  },
})

/** Those that are over come last. */
function endOf({ plan }: Context['model']): string {
  return plan.ended?.on ?? ''
}

function stateOf({ plan }: Context['model'], { model: current, today }: Context): string {
  if (plan.begins !== undefined && plan.begins > today) return `begins on ${longDay(plan.begins)}`
  if (plan.ended && hasEnded(plan, today)) return `ended on ${longDay(plan.ended.on)}`
  if (plan.ended) return `ends on ${longDay(plan.ended.on)}`
  return plan.id === current.plan.id ? 'spoken of here' : 'running'
}
