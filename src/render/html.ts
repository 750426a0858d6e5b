import {
  type Block,
  type Field,
  type Form,
  type Inline,
  inlines,
  type Message,
  type Table,
  type Text,
} from '../message.ts'
import { plainInline } from './plain.ts'

/** A message as a semantic HTML fragment: headings, lists, tables with captions, labelled form fields. */
export function renderHtml({ blocks }: Message): string {
  return blocks.map(block).join('\n')
}

function block(each: Block): string {
  switch (each.kind) {
    case 'heading':
      return `<h2>${escaped(each.text)}</h2>`
    case 'paragraph':
      return `<p>${rich(each.text)}</p>`
    case 'context':
      return `<p class="context"><small>${rich(each.text)}</small></p>`
    case 'quote':
      return `<figure><blockquote><p>${escaped(each.text).replace(/\n/g, '<br>')}</p></blockquote><figcaption>${escaped(each.by)}</figcaption></figure>`
    case 'list':
      return `<ul>${each.items.map((item) => `<li>${rich(item)}</li>`).join('')}</ul>`
    case 'facts':
      return `<dl>${each.facts.map(({ label, value }) => `<dt>${escaped(label)}</dt><dd>${rich(value)}</dd>`).join('')}</dl>`
    case 'table':
      return table(each)
    case 'buttons':
      return `<p class="actions">${each.buttons.map(({ label, line }) => `<button type="button" data-line="${escaped(line)}">${escaped(label)}</button>`).join(' ')}</p>`
    case 'choices':
      return `<ol class="choices">${each.choices.map(({ label, line }) => `<li><button type="button" data-line="${escaped(line)}">${escaped(label)}</button></li>`).join('')}</ol>`
    case 'form':
      return form(each)
  }
}

function table({ caption, columns, rows }: Table): string {
  const head = columns
    .map(({ title, align }) => `<th scope="col"${alignment(align)}>${escaped(title)}</th>`)
    .join('')
  const body = rows
    .map((row) => `<tr>${row.map((cell, index) => cellOf(cell, index, columns[index]?.align)).join('')}</tr>`)
    .join('\n')
  return `<table><caption>${escaped(caption)}</caption><thead><tr>${head}</tr></thead><tbody>\n${body}\n</tbody></table>`
}

function cellOf(cell: Text, index: number, align: 'left' | 'right' | undefined): string {
  return index === 0
    ? `<th scope="row"${alignment(align)}>${rich(cell)}</th>`
    : `<td${alignment(align)}>${rich(cell)}</td>`
}

function alignment(align: 'left' | 'right' | undefined): string {
  return align === 'right' ? ' class="number"' : ''
}

function form({ title, command, settled, fields, submit }: Form): string {
  const hidden = escaped(JSON.stringify(settled))
  return `<form data-command="${escaped(command)}" data-settled="${hidden}"><fieldset><legend>${escaped(title)}</legend>\n${fields.map(field).join('\n')}\n<button type="submit">${escaped(submit)}</button></fieldset></form>`
}

function field({ name, label, hint, input, choices, value = '', required }: Field): string {
  const id = escaped(`field-${name}`)
  const described = hint === undefined ? '' : ` aria-describedby="${id}-hint"`
  const common = `id="${id}" name="${escaped(name)}"${described}${required ? ' required' : ''}`
  const help = hint === undefined ? '' : `<small id="${id}-hint">${escaped(hint)}</small>`
  return `<p><label for="${id}">${escaped(label)}</label> ${help}${control(input, common, value, choices ?? [])}</p>`
}

function control(
  input: Field['input'],
  common: string,
  value: string,
  choices: readonly { readonly value: string; readonly label: string }[],
): string {
  switch (input) {
    case 'text':
      return `<input type="text" ${common} value="${escaped(value)}">`
    case 'day':
      return `<input type="date" ${common} value="${escaped(value)}">`
    case 'paragraph':
      return `<textarea ${common}>${escaped(value)}</textarea>`
    case 'choice':
      return `<select ${common}><option value=""></option>${choices.map((each) => `<option value="${escaped(each.value)}"${each.value === value ? ' selected' : ''}>${escaped(each.label)}</option>`).join('')}</select>`
  }
}

function rich(text: Text): string {
  return inlines(text).map(inline).join('')
}

function inline(each: Inline): string {
  if (typeof each === 'string') return escaped(each)
  switch (each.kind) {
    case 'strong':
      return `<strong>${escaped(each.text)}</strong>`
    case 'rating':
      return `<span class="rating ${each.tone}">${escaped(plainInline(each))}</span>`
    case 'said':
      return `<q>${escaped(each.text)}</q>`
    case 'line':
      return `<kbd>${escaped(each.line)}</kbd>`
  }
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
}
