// What did not succeed, by class and cause.
import { section } from '../dom.js';
import { grouped } from '../format.js';
import { tableView } from '../tableView.js';
import { trials } from './data.js';
import { causes } from './rows.js';

const most = 25;

export function failures() {
  const ended = trials.filter(t => t.state === 'finished' || t.state === 'quarantined');
  const found = causes(ended);
  if (!found.length) return section('failures', 'What did not succeed', 'Everything that ended succeeded.');
  const shown = found.slice(0, most), left = found.slice(most).reduce((sum, f) => sum + f.count, 0);
  const total = found.reduce((sum, f) => sum + f.count, 0);
  return section('failures', 'What did not succeed',
    `${grouped(total)} trials, by class and by cause: reasons that differ in names and numbers alone are one cause.`
    + (left ? ` ${grouped(left)} more have rarer causes.` : ''),
    tableView({
      caption: 'What did not succeed', rows: shown, kind: 'folds', columns: [
        { title: 'Class', value: f => f.ending }, { title: 'Trials', right: true, value: f => f.count },
        { title: 'Devices', right: true, value: f => f.devices.size || null }, { title: 'For example', wide: true, value: f => f.example },
      ],
    }));
}
