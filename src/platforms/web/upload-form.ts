import { escaped } from '../../render/html/words.ts'
import { sealFor } from './seal.ts'
import type { Showing } from './show.ts'

/** The form by which the coordinator sends a file; `line` names the plan that it is for. */
export function uploadForm(line: string, { visitor, pages, seals, back }: Showing): string {
  const seal = sealFor({ seals, visitor: visitor.key, now: pages.machineNow() }, sealed(line))
  return `<section><h2>Import a file</h2><form method="post" action="/upload" enctype="multipart/form-data">
<label for="file">A Word, Excel or CSV file: the plan, or a tracker that came back</label>
<input type="file" id="file" name="file" required accept=".docx,.xlsx,.xlsm,.csv" aria-describedby="file-hint">
<p class="hint" id="file-hint">10 MB at most. Nothing is changed before you have seen what would be.</p>
<input type="hidden" name="seal" value="${escaped(seal)}"><input type="hidden" name="line" value="${escaped(line)}"><input type="hidden" name="back" value="${escaped(back)}">
<button>Send the file</button></form></section>`
}

/** What the seal of the form is for. */
export function sealed(line: string): string {
  return `upload ${line}`
}
