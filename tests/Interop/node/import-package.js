// For packages that are modules only, which NODE_PATH does not find.
const { pathToFileURL } = require("url");

module.exports = file => import(pathToFileURL(`${process.env.NODE_PATH}/${file}`));
