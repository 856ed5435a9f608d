// The first and the last lines of the page.
import { result } from '../data.js';
import { h } from '../dom.js';
import { grouped, millions } from '../format.js';
import { rows } from '../model.js';

export function header() {
  const source = result.source;
  const trials = `${rows.length} ${rows.length === 1 ? 'trial' : 'trials'}`;
  return h('header', null,
    h('div', { class: 'top' }, h('span', null, h('b', null, 'Sartor'), ' fit report'), h('time', { datetime: result.startedUtc }, result.startedUtc.slice(0, 16).replace('T', ' ') + ' UTC')),
    h('h1', null, source.name),
    h('div', { class: 'facts' },
      h('span', null, `${source.format}, ${millions(source.parameters)} parameters, ${millions(source.macs)} MACs`),
      h('span', null, `${result.data.name}: ${grouped(result.data.split.calibrationSamples)} calibration samples, ${grouped(result.data.split.heldOutSamples)} held out`),
      h('span', null, `${trials} on ${result.device.cpu}, ${result.protocol.threads} ${result.protocol.threads === 1 ? 'thread' : 'threads'}`)));
}

export const footer = () => h('footer', null,
  `Made by Sartor ${result.sartorVersion} in ${result.elapsedSeconds.toFixed(0)} s. This file contains everything on this page. result.json and samples.csv beside it have all samples; trials.csv has one row per trial.`);
