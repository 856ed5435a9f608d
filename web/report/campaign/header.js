// The first and the last lines of the page.
import { h, pairs } from '../dom.js';
import { grouped } from '../format.js';
import { attempts, data, devices, measured, trials } from './data.js';

const minutes = utc => `${utc.slice(0, 16).replace('T', ' ')} UTC`;

const count = (n, one) => `${grouped(n)} ${one}${n === 1 ? '' : 's'}`;

/** How long the attempts took, from the first to the last. */
function span() {
  let first = Infinity, last = -Infinity;
  for (const a of attempts) { first = Math.min(first, a.started); last = Math.max(last, a.ended); }
  return last > first ? (last - first) / 3.6e6 : null;
}

const hours = value => value < 1 / 60 ? `${Math.round(value * 3600)} s` : value < 1 ? `${(value * 60).toPrecision(2)} min` : `${Number(value.toPrecision(3))} h`;

export function header() {
  const ended = trials.filter(t => t.state === 'finished' || t.state === 'quarantined'), open = trials.length - ended.length;
  const of = ending => ended.filter(t => t.ending === ending).length, models = new Set(trials.map(t => t.model)).size, time = span();
  const done = new Set(trials.filter(t => t.measured).map(t => t.model)).size;
  return [
    h('header', null,
      h('div', { class: 'top' }, h('span', null, h('b', null, 'Sartor'), ' campaign'), h('time', { datetime: data.writtenUtc }, minutes(data.writtenUtc))),
      h('h1', null, data.campaign),
      h('div', { class: 'facts' }, h('span', null, count(models, 'model')), h('span', null, count(devices.length, 'device')), h('span', null, count(trials.length, 'trial')),
        open ? h('span', null, `${grouped(open)} not ended yet`) : null)),
    h('dl', { class: 'numbers' }, [
      ['Succeeded', of('succeeded'), `of ${grouped(ended.length)} trials that ended`],
      ['Latencies', measured.length, `of ${count(done, 'model')}`],
      ['Did not succeed', ended.length - of('succeeded') - of('skipped'), `and ${grouped(of('skipped'))} skipped because of them`],
      ['Time', time === null ? '–' : hours(time), time === null ? 'nothing was tried yet' : `${Number((done / time).toPrecision(3))} measured models an hour`],
    ].map(([name, value, note]) => h('div', null, h('dt', null, name), h('dd', null, typeof value === 'number' ? grouped(value) : value), h('dd', null, note)))),
  ];
}

export const footer = () => h('footer', null,
  `Made by Sartor ${data.sartorVersion}. This file contains everything on this page. Beside it: `, h('a', { href: 'trials.csv' }, 'trials.csv'), ' and ',
  h('a', { href: 'trials.parquet' }, 'trials.parquet'), ' have one row for each trial, the folder ', h('code', null, 'trials'), ' has a report of each with all samples.');
