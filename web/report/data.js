// What the page shows: the result as inert JSON, without its raw samples, and what its plots show of each trial.
export const data = JSON.parse(document.getElementById('data').textContent);

export const result = data.result;
