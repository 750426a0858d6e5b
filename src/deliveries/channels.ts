import type { Channel } from '../../data/channels.ts'
import { platformTitle } from '../people/linking.ts'

export function placeText({ name, platform }: Pick<Channel, 'name' | 'platform'>): string {
  return `${name} on ${platformTitle(platform)}`
}
