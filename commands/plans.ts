import { type Context, defineCommand } from '../src/command.ts'
import { inOrder } from '../src/domain/day.ts'
import { count, listed, longDay } from '../src/domain/format.ts'
import { hasEnded, replacedPlans } from '../src/domain/plan-end.ts'
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

function stateOf({ plan, items }: Context['model'], { model: current, today, plans }: Context): string {
  const replaced = plans
    .map((each) => each.plan.title)
    .filter((title) => replacedPlans(items).includes(title))
  const after = replaced.length === 0 ? '' : `; replaces ${listed(replaced.map((title) => `the ${title}`))}`
  if (plan.begins !== undefined && plan.begins > today) return `begins on ${longDay(plan.begins)}${after}`
  const into = (plan.ended?.replacedBy ?? []).filter((each) =>
    plans.some((other) => other.plan.code === each.plan),
  )
  const by = into.length === 0 ? '' : `; replaced by ${listed(into.map(({ title }) => `the ${title}`))}`
  if (plan.ended) return `${hasEnded(plan, today) ? 'ended' : 'ends'} on ${longDay(plan.ended.on)}${by}`
  return `${plan.id === current.plan.id ? 'spoken of here' : 'running'}${after}`
}
