// Colours of the style sheet.

export const colourIndex = index => `--v${index % 8}`;
