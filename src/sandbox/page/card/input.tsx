/**
 * A text field of one or several lines.
 */
import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import { useForm } from './context.ts';
import { useField } from './field.ts';
import { measure } from './look.ts';
import type { InputElement } from './model.ts';

export const Input = ({ element, at }: { readonly element: InputElement; readonly at: string }): JSX.Element => {
  const field = useField(element, at);
  const isInForm = useForm() !== null;
  const id = useId();
  const text = typeof field.value === 'string' ? field.value : '';
  const isLong = element.input_type === 'multiline_text';
  const shared = {
    id, class: 'input', value: text, disabled: field.isOff, placeholder: element.placeholder?.content ?? '', 'data-field': field.name,
    'aria-invalid': field.isInvalid, 'aria-required': element.required ?? false, 'aria-label': element.label === undefined || element.label.content === '' ? (element.placeholder?.content ?? '输入') : undefined,
    ...(element.max_length === undefined ? {} : { maxLength: element.max_length }),
  };
  const label = element.label?.content ?? '';
  const isStarred = element.required === true && !label.includes('必填');
  const send = (): void => { if (!isInForm && text !== '') field.commit(text); };
  const width = element.width === 'fill' ? '100%' : measure(element.width);
  return (
    <div class="labelled" data-side={element.label_position ?? 'top'} style={width === undefined ? {} : { width }}>
      {label !== '' && <label for={id}>{label}{isStarred && <span class="required" aria-hidden="true">*</span>}</label>}
      <div class="input-box">
        {isLong
          ? <textarea {...shared} rows={element.rows ?? 3} onInput={(event) => { field.keep(event.currentTarget.value); }} />
          : <input {...shared} type={element.input_type === 'password' ? 'password' : 'text'} onInput={(event) => { field.keep(event.currentTarget.value); }} onKeyDown={(event) => { if (event.key === 'Enter' && !event.isComposing) send(); }} />}
        {isLong && element.max_length !== undefined && <span class="counter">{text.length}/{element.max_length}</span>}
        {!isInForm && <button type="button" class="button" aria-disabled={text === ''} onClick={send}>提交</button>}
      </div>
    </div>
  );
};
