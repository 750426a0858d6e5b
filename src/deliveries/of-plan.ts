import { type Block, type Button, type Form, type Inline, type Message, withTexts } from '../message.ts'

/** How far a message names its plan: in what is pressed and submitted, or also in the lines that its reader may type. */
export type Naming = 'pressed' | 'typed'

/** A message whose buttons and forms carry their plan, so that they mean it wherever they are pressed. */
export function ofPlan(message: Message, name: string, naming: Naming): Message {
  return { ...message, blocks: message.blocks.map((block) => inBlock(block, name, naming)) }
}

/** The forms that a message's buttons open, when the buttons carry their plan. */
export function formsOfPlan(
  forms: Readonly<Record<string, Form>>,
  name: string,
): Readonly<Record<string, Form>> {
  return Object.fromEntries(
    Object.entries(forms).map(([line, form]) => [
      named(line, name),
      { ...form, adds: { ...form.adds, plan: name } },
    ]),
  )
}

function inBlock(block: Block, name: string, naming: Naming): Block {
  const pressed = withTexts(withPressed(block, name), (each) => withItsPlan(each, name))
  if (naming === 'pressed') return pressed
  return pressed.kind === 'form'
    ? { ...pressed, line: named(pressed.line, name) }
    : withTexts(pressed, (each) => inInline(each, name))
}

function withPressed(block: Block, name: string): Block {
  switch (block.kind) {
    case 'buttons':
      return { ...block, buttons: block.buttons.map((button) => carrying(button, name)) }
    case 'choices':
      return { ...block, choices: block.choices.map((button) => carrying(button, name)) }
    case 'table':
      return block.steps
        ? { ...block, steps: block.steps.map((step) => step && carrying(step, name)) }
        : block
    case 'wall':
    case 'timeline':
      return { ...block, plan: name }
    case 'form':
      return { ...block, adds: { ...block.adds, plan: name } }
    default:
      return block
  }
}

function carrying(button: Button, name: string): Button {
  const { pressed } = button
  return {
    ...button,
    line: named(button.line, name),
    ...(pressed === undefined ? {} : { pressed: named(pressed, name) }),
  }
}

/** A reference leads to the item of that plan. */
function withItsPlan(each: Inline, name: string): Inline {
  return typeof each !== 'string' && each.kind === 'reference' ? { plan: name, ...each } : each
}

function inInline(each: Inline, name: string): Inline {
  return typeof each !== 'string' && each.kind === 'line' ? { ...each, line: named(each.line, name) } : each
}

/** `in sif update R13 …`; a line that names its plan already stays, and so does one about plans. */
function named(line: string, name: string): string {
  return /^(?:in \S+ |plans?\b)/.test(line) ? line : `in ${name} ${line}`
}
