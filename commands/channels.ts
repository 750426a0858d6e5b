import { listChannels } from '../data/channels.ts'
import { defineCommand } from '../src/command.ts'
import { count, listed, platformTitle, shortDay } from '../src/domain/format.ts'
import { columns, right, sentence, context as smallPrint, typed } from '../src/message.ts'

export default defineCommand({
  summary: 'List the channels in which boards and groups are told',
  over: 'plans',
  for: 'coordinator',
  forms: [''],
  questions: ['channels', 'which|what channel', 'where are digests sent|posted'],
  async run(context) {
    const { plan, bodies } = context.model
    const channels = await listChannels(context.db, plan.id)
    const without = bodies.filter(
      ({ id, cadence }) => cadence.length > 0 && !channels.some(({ bodyId }) => bodyId === id),
    )
    const missing = without.length === 0 ? '' : ` Without one: ${listed(without.map(({ name }) => name))}.`
    const text = `${count(channels.length, 'channel')} bound.${missing}`
    const how = smallPrint('To bind one, write in it: ', typed('bind <board or group>'))
    if (channels.length === 0) return { message: sentence(text, how) }
    return {
      message: sentence(
        text,
        {
          kind: 'table',
          caption: 'Channels and who is told in them',
          columns: columns(right('Number'), 'Body', 'Channel', 'On', 'Since'),
          rows: channels.map((channel) => [
            String(channel.id),
            bodies.find(({ id }) => id === channel.bodyId)?.name ?? '',
            channel.name,
            platformTitle(channel.platform),
            shortDay(channel.boundAt.slice(0, 10)),
          ]),
        },
        how,
      ),
    }
  },
})
