"""Word 表单: templates that an office can replace (docxtpl), and what each form is filled with."""
