/** How the fields of the panel read and write a drawing. Every write is one step that Ctrl+Z takes back. */

/** @typedef {{ modeling: any, factory: any, registry: any, root: () => any }} Tools */
/** @typedef {{ get: (object: any) => string | boolean, set: (tools: Tools, element: any, value: any) => void }} Binding */

const definition = (/** @type {any} */ object) => object.eventDefinitions?.[0] ?? object;
const body = (/** @type {any} */ expression) => expression?.body ?? "";

/** @param {Tools} tools @param {any} element @param {any} owner @param {string} name @param {string} value */
function setExpression(tools, element, owner, name, value) {
  const made = value.trim() ? tools.factory.create("bpmn:FormalExpression", { body: value }) : undefined;
  if (made) made.$parent = owner;
  tools.modeling.updateModdleProperties(element, owner, { [name]: made });
}

/** An attribute of a part below the element. @param {(object: any) => any} part @param {string} name @returns {Binding} */
const attributeOf = (part, name) => ({
  get: (object) => part(object)?.get(name) ?? "",
  set: (tools, element, value) => tools.modeling.updateModdleProperties(element, part(element.businessObject), { [name]: value === "" ? undefined : value }),
});

/** An expression of a part below the element. @param {(object: any) => any} part @param {string} name @returns {Binding} */
const expressionOf = (part, name) => ({
  get: (object) => body(part(object)?.get(name)),
  set: (tools, element, value) => setExpression(tools, element, part(element.businessObject), name, value),
});

/** A message, signal, error or escalation by its name: it stands once in the file.
 * @param {string} kind @param {string} label @returns {Binding} */
function named(kind, label) {
  const type = `bpmn:${kind[0].toUpperCase()}${kind.slice(1)}`;
  return {
    get: (object) => definition(object).get(`${kind}Ref`)?.get(label) ?? "",
    set: (tools, element, value) => {
      const name = value.trim();
      const top = tools.root();
      let found = top.rootElements.find((/** @type {any} */ one) => one.$type === type && one.get(label) === name);
      if (!found && name) {
        found = tools.factory.create(type, { name, [label]: name });
        found.$parent = top;
        tools.modeling.updateModdleProperties(element, top, { rootElements: [...top.rootElements, found] });
      }
      tools.modeling.updateModdleProperties(element, definition(element.businessObject), { [`${kind}Ref`]: found });
    },
  };
}

const loopOf = (/** @type {any} */ object) => object.loopCharacteristics;
const LOOPS = /** @type {Record<string, [string, object]>} */ ({
  repeat: ["bpmn:StandardLoopCharacteristics", {}],
  parallel: ["bpmn:MultiInstanceLoopCharacteristics", { isSequential: false }],
  sequential: ["bpmn:MultiInstanceLoopCharacteristics", { isSequential: true }],
});

/** @type {Record<string, Binding>} */
const BINDINGS = {
  name: {
    get: (object) => object.get("name") ?? "",
    set: (tools, element, value) => tools.modeling.updateProperties(element, { name: value }),
  },
  documentation: {
    get: (object) => object.documentation?.[0]?.text ?? "",
    set: (tools, element, value) => {
      const made = value.trim() ? [tools.factory.create("bpmn:Documentation", { text: value })] : undefined;
      tools.modeling.updateProperties(element, { documentation: made });
    },
  },
  condition: {
    get: (object) => body(object.conditionExpression),
    set: (tools, element, value) => {
      const made = value.trim() ? tools.factory.create("bpmn:FormalExpression", { body: value }) : undefined;
      tools.modeling.updateProperties(element, { conditionExpression: made });
    },
  },
  default: {
    get: (object) => object.sourceRef?.default === object,
    set: (tools, element, value) => {
      if (value) tools.modeling.updateProperties(element, { conditionExpression: undefined });
      tools.modeling.updateProperties(element.source, { default: value ? element.businessObject : undefined });
    },
  },
  script: {
    get: (object) => object.script ?? "",
    set: (tools, element, value) => tools.modeling.updateProperties(element, { script: value || undefined, scriptFormat: "feel" }),
  },
  interrupting: {
    get: (object) => (object.$type === "bpmn:BoundaryEvent" ? object.cancelActivity : object.isInterrupting) !== false,
    set: (tools, element, value) => {
      const name = element.businessObject.$type === "bpmn:BoundaryEvent" ? "cancelActivity" : "isInterrupting";
      tools.modeling.updateProperties(element, { [name]: value });
    },
  },
  called: {
    get: (object) => object.calledElement ?? "",
    set: (tools, element, value) => tools.modeling.updateProperties(element, { calledElement: value || undefined }),
  },
  message: named("message", "name"),
  signal: named("signal", "name"),
  error: named("error", "errorCode"),
  escalation: named("escalation", "escalationCode"),
  link: attributeOf(definition, "name"),
  "event-condition": expressionOf(definition, "condition"),
  loop: {
    get: (object) => {
      const loop = loopOf(object);
      if (!loop) return "";
      if (loop.$type === "bpmn:StandardLoopCharacteristics") return "repeat";
      return loop.isSequential ? "sequential" : "parallel";
    },
    set: (tools, element, value) => {
      const [type, attributes] = LOOPS[value] ?? [];
      const now = loopOf(element.businessObject);
      if (now && now.$type === type) return tools.modeling.updateModdleProperties(element, now, attributes);
      const made = type ? tools.factory.create(type, attributes) : undefined;
      if (made) made.$parent = element.businessObject;
      tools.modeling.updateProperties(element, { loopCharacteristics: made });
    },
  },
  "loop.while": expressionOf(loopOf, "loopCondition"),
  "loop.most": attributeOf(loopOf, "loopMaximum"),
  "loop.first": {
    get: (object) => loopOf(object)?.testBefore === true,
    set: (tools, element, value) => tools.modeling.updateModdleProperties(element, loopOf(element.businessObject), { testBefore: value }),
  },
  "loop.until": expressionOf(loopOf, "completionCondition"),
  "loop.times": expressionOf(loopOf, "loopCardinality"),
};
for (const name of ["collection", "element", "outputCollection", "outputElement"])
  BINDINGS[`loop.${name}`] = attributeOf(loopOf, `owj:${name}`);

/** What a field of the panel is bound to: a name above, or one of our attributes.
 * @param {string} name @returns {Binding} */
export function bindingOf(name) {
  if (!name.startsWith("owj:")) return BINDINGS[name];
  return {
    get: (object) => object.get(name) ?? "",
    set: (tools, element, value) => tools.modeling.updateProperties(element, { [name]: value === "" ? undefined : value }),
  };
}

/** A timer's kind and text. @param {any} object @returns {[string, string]} */
export function timerOf(object) {
  const timer = definition(object);
  for (const kind of ["timeDuration", "timeDate", "timeCycle"]) if (timer.get?.(kind)) return [kind, body(timer.get(kind))];
  return ["", ""];
}

/** @param {Tools} tools @param {any} element @param {string} kind @param {string} text */
export function setTimer(tools, element, kind, text) {
  const timer = definition(element.businessObject);
  /** @type {Record<string, any>} */
  const values = { timeDuration: undefined, timeDate: undefined, timeCycle: undefined };
  if (kind) {
    values[kind] = tools.factory.create("bpmn:FormalExpression", { body: text });
    values[kind].$parent = timer;
  }
  tools.modeling.updateModdleProperties(element, timer, values);
}
